// ANKI and TEST are filled in by the test
async function main() {
    const ask = async (request) => {
        const reply = await fetch('http://127.0.0.1:ANKI', {
            method: 'POST', mode: 'cors', cache: 'default', credentials: 'omit',
            headers: {'Content-Type': 'application/json'}, redirect: 'follow', referrerPolicy: 'no-referrer',
            body: JSON.stringify(request),
        });
        return await reply.json();
    };
    const got = await fetch('http://127.0.0.1:ANKI/');  // which has no Origin
    return {greeting: [got.status, await got.json()], version: await ask({action: 'version', version: 2}), decks: await ask({action: 'deckNames', version: 6})};
}

main().then((value) => value, (error) => ({error: String(error)})).then((outcome) => {
    fetch('TEST', {method: 'POST', body: JSON.stringify(outcome)});
});
