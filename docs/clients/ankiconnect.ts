/**
 * A client of AnkiConnect: one file, no dependencies, types for everything. For Node.js 18 and newer, and browsers.
 *
 *     import { AnkiConnect } from "./ankiconnect";
 *
 *     const anki = new AnkiConnect();
 *     console.log(await anki.deckNames());
 *
 * A method is an action of the API; it is given an object with the parameters, and gives the result. An error in the
 * reply is thrown as AnkiConnectError. Put the file into your program.
 *
 * Made from the add-on's actions, version 1.0.0, by `python3 tools/dev.py reference`: do not edit it.
 */

/** AnkiConnect replied with an error, in one line. */
export class AnkiConnectError extends Error {
  /** Of what kind it is, such as "not_found" (docs/api.md has the list); null if the server does not say. */
  readonly code: string | null;

  constructor(message: string, code: string | null = null) {
    super(message);
    this.name = "AnkiConnectError";
    this.code = code;
  }
}

export interface ConnectionOptions {
  /** Of AnkiConnect; http://127.0.0.1:8765 if not given. */
  url?: string;
  /** If AnkiConnect asks for one. */
  key?: string;
  /** How long an answer may take, in milliseconds; 60,000 if not given. A question to the person takes up to 50,000. */
  timeout?: number;
}

/** A request object, as multi() takes them. */
export interface ActionRequest {
  action: string;
  version: 6;
  params: object;
  key?: string;
}

/** Sends requests. */
export class Connection {
  readonly url: string;
  readonly key: string | undefined;
  readonly timeout: number;

  constructor(options: ConnectionOptions = {}) {
    this.url = options.url ?? "http://127.0.0.1:8765";
    this.key = options.key;
    this.timeout = options.timeout ?? 60_000;
  }

  /** Makes a request object, as multi() takes them. */
  request(action: string, params: object = {}): ActionRequest {
    return { action, version: 6, params };
  }

  /** Performs an action and gives its result; throws AnkiConnectError if the reply is an error. */
  async invoke(action: string, params: object = {}): Promise<any> {
    const sent = this.request(action, params);
    if (this.key !== undefined) sent.key = this.key;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), this.timeout);
    try {
      const response = await fetch(this.url, { method: "POST", body: JSON.stringify(sent), signal: stop.signal });
      const text = await response.text();
      if (!response.ok) {
        throw new AnkiConnectError(`HTTP status ${response.status}${text ? `: ${text.slice(0, 1000).trim()}` : ""}`);
      }
      const reply = JSON.parse(text);
      if (reply.error !== null) throw new AnkiConnectError(reply.error, response.headers.get("AnkiConnect-Error"));
      return reply.result;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Of a note, a card, a deck and so on, as it is sent: a number, or its digits. What is answered is a number. */
export type Id = number | string;

/** An answer to a card. */
export interface CardAnswer {
  /** the card */
  cardId: Id;
  /** 1 for Again, 2 for Hard, 3 for Good, 4 for Easy */
  ease: number;
}

/** New styling of a note type. */
export interface ChangedStyling {
  /** of the note type */
  name: string;
  /** the styling of its cards */
  css: string;
}

/** New contents of the card templates of a note type. */
export interface ChangedTemplates {
  /** of the note type */
  name: string;
  /** new contents by the name of the template; unknown names are ignored */
  templates: Record<string, TemplateSides>;
}

/** An options group, or a part of one: beside its id the members of DeckOptions that are to change. */
export interface DeckConfig {
  /** of the group */
  id: Id;
  [member: string]: any;
}

/** Where duplicates are looked for. */
export interface DuplicateScopeOptions {
  /** in this deck instead of the note's */
  deckName?: string | null;
  /** in its subdecks too */
  checkChildren?: boolean | null;
  /** among notes of every note type */
  checkAllModels?: boolean | null;
}

/** A search whose cards a filtered deck gathers. */
export interface FilteredSearch {
  /** in Anki's search language; suspended and buried cards, and those in filtered decks, are left out */
  query: string;
  /** at most so many cards, 100 if it is not given */
  limit?: number | null;
  /**
   * which cards come first, random if it is not given; what this version of Anki lacks is an error, and newer
   * ones order by retrievability only while FSRS is on
   */
  order?: "oldestReviewedFirst" | "random" | "intervalsAscending" | "intervalsDescending" | "lapses" | "added" | "due" | "reverseAdded" | "retrievabilityAscending" | "retrievabilityDescending" | "relativeOverdueness" | null;
}

/** A file for a note. */
export interface Media {
  /** that it gets in the media folder */
  filename: string;
  /** the contents, base64 */
  data?: string | null;
  /** of a file on this machine, for callers that may name files; otherwise there is no note */
  path?: string | null;
  /** http or https */
  url?: string | null;
  /** MD5 in hexadecimal digits; a file with this hash is not stored */
  skipHash?: string | null;
  /** names of the fields it is appended to, or one name */
  fields?: Array<string> | string | null;
  /** whether it may replace a file of the same name */
  deleteExisting?: boolean | null;
}

/** What becomes of a note whose files cannot be had. */
export interface MediaOptions {
  /** "fail" makes a file that cannot be had an error; otherwise the note is changed without it */
  mediaErrors?: string | null;
}

/** A card template of a new note type. */
export interface NewTemplate {
  /** the question's HTML */
  Front: string;
  /** the answer's HTML */
  Back: string;
  /** of the template; without it Card 1, Card 2, and so on */
  Name?: string | null;
}

/** A note that is to be made. */
export interface Note {
  /** the deck of its cards */
  deckName: string;
  /** the name of its note type */
  modelName: string;
  /** contents by field name, in any case; unknown names are ignored */
  fields: Record<string, string>;
  /** a list, or one text with blanks between tags */
  tags?: Array<string> | string | null;
  /** how the note is added */
  options?: NoteOptions | null;
  /** files that are appended as [sound:…] */
  audio?: Media | Array<Media | null> | null;
  /** files that are appended as [sound:…] */
  video?: Media | Array<Media | null> | null;
  /** files that are appended as <img> */
  picture?: Media | Array<Media | null> | null;
}

/** What is changed in the Add window; what is not given stays. */
export interface NoteData {
  /** the deck of the cards */
  deckName?: string | null;
  /** the name of the note type */
  modelName?: string | null;
  /** contents by field name, in any case; unknown names are ignored */
  fields?: Record<string, string> | null;
  /** a list, or one text with blanks between tags */
  tags?: Array<string> | string | null;
}

/** A note that is put into the Add window. */
export interface NoteForWindow {
  /** the deck of its cards */
  deckName: string;
  /** the name of its note type */
  modelName: string;
  /** files that are appended as [sound:…] */
  audio?: Media | Array<Media | null> | null;
  /** files that are appended as [sound:…] */
  video?: Media | Array<Media | null> | null;
  /** files that are appended as <img> */
  picture?: Media | Array<Media | null> | null;
  /** contents by field name, in any case; unknown names are ignored */
  fields?: Record<string, string> | null;
  /** a list, or one text with blanks between tags */
  tags?: Array<string> | string | null;
  /** what becomes of the window */
  options?: WindowOptions | null;
}

/** How a note is added. */
export interface NoteOptions {
  /** add it even if its first field is that of another note */
  allowDuplicate?: boolean | null;
  /** "deck" for the note's deck; anything else, such as "collection", for the whole collection */
  duplicateScope?: "deck" | "collection" | null;
  /** more about where duplicates are looked for */
  duplicateScopeOptions?: DuplicateScopeOptions | null;
  /** "fail" makes a file that cannot be had an error; otherwise the note is added without it */
  mediaErrors?: string | null;
}

/** A note to be added, or changed if it has an id. */
export interface NoteToSave {
  /** of the note that is changed; without it a note is added, and needs the next three */
  id?: Id | null;
  /** the deck of the cards of a new note; those of a note that is there stay where they are */
  deckName?: string | null;
  /** the name of its note type; beside an id an error, if it is not the one that the note has */
  modelName?: string | null;
  /** contents by field name; unknown names are ignored. In any case, but by exact case beside an id */
  fields?: Record<string, string> | null;
  /** all its tags from now on, a list, or one text with blanks between tags */
  tags?: Array<string> | string | null;
  /** tags that it gets beside those */
  addTags?: Array<string> | string | null;
  /** tags that are taken from it after that, with the tags below them */
  removeTags?: Array<string> | string | null;
  /**
   * where duplicates are looked for, and what becomes of it if its files cannot be had; `allowDuplicate` is
   * ignored, as `onDuplicate` says that
   */
  options?: NoteOptions | null;
  /** files that are appended as [sound:…], but not once more to a field that has one and is not sent */
  audio?: Media | Array<Media | null> | null;
  /** files that are appended as [sound:…], likewise */
  video?: Media | Array<Media | null> | null;
  /** files that are appended as <img>, likewise */
  picture?: Media | Array<Media | null> | null;
}

/** New contents of a note, new tags, or both. */
export interface NoteUpdate {
  /** of the note */
  id: Id;
  /** files that are appended as [sound:…] */
  audio?: Media | Array<Media | null> | null;
  /** files that are appended as [sound:…] */
  video?: Media | Array<Media | null> | null;
  /** files that are appended as <img> */
  picture?: Media | Array<Media | null> | null;
  /** what becomes of it if its files cannot be had */
  options?: MediaOptions | null;
  /** contents by exact field name; unknown names are ignored */
  fields?: Record<string, string> | null;
  /** a list of all its tags from now on; a single text is one tag */
  tags?: Array<string> | string | null;
}

/** A picture. */
export interface OcclusionImage {
  /** that it gets in the media folder, with the ending of a picture; another file of that name stays */
  filename: string;
  /** the contents, base64 */
  data?: string | null;
  /** of a file on this machine, for callers that may name files */
  path?: string | null;
  /** http or https */
  url?: string | null;
}

/** A part of a picture that is hidden. */
export interface OcclusionShape {
  /** what it is */
  type: "rect" | "ellipse" | "polygon";
  /** edge of the shape; of a polygon the points say so */
  left?: number | null;
  /** edge of the shape; of a polygon the points say so */
  top?: number | null;
  /** of a rectangle */
  width?: number | null;
  /** of a rectangle */
  height?: number | null;
  /** half the width of an ellipse */
  rx?: number | null;
  /** half the height of an ellipse */
  ry?: number | null;
  /** corners of a polygon, [x, y] each */
  points?: Array<Array<number>> | null;
  /**
   * number of its card, 1 to 200; shapes with the same one are asked together. If it is not given, the shape has
   * a card of its own, with the lowest number that is free
   */
  ordinal?: number | null;
}

/** How the Browser sorts what it shows. */
export interface ReorderCards {
  /** "ascending" or "descending" */
  order: "ascending" | "descending";
  /** the key of one of the Browser's columns, whether that is shown or not */
  columnId: string;
}

/** A text that is replaced in note types. */
export interface Replacing {
  /** the note type; an empty text means all */
  modelName: string;
  /** what to put in its place */
  replaceText: string;
  /** the text to look for, as it is written */
  findText?: string | null;
  /** another name of findText, which older documents have */
  fieldText?: string | null;
  /** on the front of the card templates */
  front?: boolean | null;
  /** on the back of the card templates */
  back?: boolean | null;
  /** in the styling */
  css?: boolean | null;
}

/** A request within another. */
export interface RequestObject {
  /** the name of the action */
  action: string;
  /** of the API; 4 if it is not given */
  version?: number | null;
  /** the parameters of the action, by name */
  params?: Record<string, any> | null;
  /** if it differs from that of the request around */
  key?: string | null;
}

/** A note that gets another note type. */
export interface RetypedNote {
  /** of the note */
  id: Id;
  /** the note type that it gets */
  modelName: string;
  /** contents by field name, in any case; unknown names are ignored */
  fields: Record<string, string>;
  /** a list of all its tags from now on; a single text is one tag */
  tags?: Array<string> | string | null;
}

/** A card template. */
export interface Template {
  /** of the template */
  Name: string;
  /** the question's HTML */
  Front: string;
  /** the answer's HTML */
  Back: string;
}

/** New contents of a card template; an empty side stays as it is. */
export interface TemplateSides {
  /** the question's HTML */
  Front?: string | null;
  /** the answer's HTML */
  Back?: string | null;
}

/** New contents of a note. */
export interface UpdatedNote {
  /** of the note */
  id: Id;
  /** contents by exact field name; unknown names are ignored */
  fields: Record<string, string>;
  /** files that are appended as [sound:…] */
  audio?: Media | Array<Media | null> | null;
  /** files that are appended as [sound:…] */
  video?: Media | Array<Media | null> | null;
  /** files that are appended as <img> */
  picture?: Media | Array<Media | null> | null;
  /** what becomes of it if its files cannot be had */
  options?: MediaOptions | null;
}

/** What becomes of the Add window. */
export interface WindowOptions {
  /** close it once the person has added the note */
  closeAfterAdding?: boolean | null;
  /** "fail" makes a file that cannot be had an error; otherwise the window is filled without it */
  mediaErrors?: string | null;
}

/** How many cards there are; each counts once. */
export interface CardCounts {
  /** never answered */
  new: number;
  /** being learnt, for the first time or again */
  learn: number;
  /** with an interval below 21 days */
  young: number;
  /** with a longer one */
  mature: number;
  /** whatever else they are */
  suspended: number;
  /** whatever else they are */
  buried: number;
}

/** A card as cardsInfo describes it. */
export interface CardInfo {
  /** HTML of the question, with its styling */
  question: string;
  /** HTML of the answer, with its styling */
  answer: string;
  /** the styling of the note type; nothing if the card cannot be rendered */
  css: string;
  /** of its note, by field name */
  fields: Record<string, FieldContents>;
  /** the name of the note type */
  modelName: string;
  /** its id */
  cardId: number;
  /** the same as ord */
  fieldOrder: number;
  /** full name of its deck; nothing if that does not exist */
  deckName: string;
  /** the position of its template in the note type, from 0; in a cloze note the number of its deletions, less 1 */
  ord: number;
  /** its ease in permille (2500 is 250 %), 0 for a new card */
  factor: number;
  /** in days; 0 for a card that is new or in its first learning steps */
  interval: number;
  /** the id of its note */
  note: number;
  /** 0 new, 1 learning, 2 review, 3 relearning */
  type: number;
  /**
   * 0 new, 1 learning, 2 review, 3 learning of another day, 4 preview, -1 suspended, -2 buried by Anki, -3 buried
   * by the person
   */
  queue: number;
  /**
   * new cards: their position; learning: the time in seconds since 1970; others: the day, counted from the first
   * day of the collection
   */
  due: number;
  /** how often it was answered */
  reps: number;
  /** how often it was forgotten */
  lapses: number;
  /** the learning steps that are left, as Anki stores them */
  left: number;
  /** when it was last modified, in seconds since 1970 */
  mod: number;
  /** the number of its flag, 0 for none */
  flags: number;
  /** the texts on the answer buttons, such as "<10m", from Again to Easy; none if it has no deck */
  nextReviews: Array<string>;
}

/** When a card was last modified. */
export interface CardModTime {
  /** its id */
  cardId: number;
  /** in seconds since 1970 */
  mod: number;
}

/** A card of the note that is there already. */
export interface CardOfDuplicate {
  /** its id */
  cardId: number;
  /**
   * -3 buried by a person, -2 buried by Anki, -1 suspended, 0 new, 1 learning, 2 review, 3 learning in days, 4
   * preview
   */
  queue: number;
  /** 0 for none, 1 red, 2 orange, 3 green, 4 blue, 5 pink, 6 turquoise, 7 purple */
  flags: number;
  /** days, 0 for a new card */
  interval: number;
}

/** The card that is being reviewed. */
export interface CurrentCard {
  /** HTML of the answer, with its styling */
  answer: string;
  /** HTML of the question, with its styling */
  question: string;
  /** full name of its deck; nothing if that does not exist */
  deckName: string;
  /** the name of its note type */
  modelName: string;
  /** the position of its template in the note type, from 0 */
  fieldOrder: number;
  /** of its note, by field name */
  fields: Record<string, FieldContents>;
  /** the name of its template */
  template: string;
  /** its id */
  cardId: number;
  /** the eases for which there is an answer button */
  buttons: Array<number>;
  /** the texts on these buttons, such as "<10m" */
  nextReviews: Array<string>;
  /** the styling of the note type */
  css: string;
}

/** All options groups. */
export interface DeckConfigs {
  /** whether FSRS is switched on in this profile */
  fsrs: boolean;
  /** the groups, by name */
  configs: Array<OptionsGroup>;
}

/** A deck with its subdecks. */
export interface DeckNode {
  /** of the deck */
  deckId: number;
  /** its full name */
  name: string;
  /** new cards to study today, subdecks included, within the limits of the deck options */
  new: number;
  /** learning cards that are due today, likewise */
  learn: number;
  /** review cards that are due today, likewise */
  review: number;
  /** new cards in the deck itself, without its subdecks and whatever the limits */
  newUncapped: number;
  /** review cards that are due in the deck itself, likewise */
  reviewUncapped: number;
  /** cards in the deck itself */
  total: number;
  /** cards in the deck and its subdecks */
  totalWithChildren: number;
  /** whether it is a filtered deck */
  filtered: boolean;
  /** its subdecks */
  children: Array<DeckNode>;
}

/** An options group as Anki stores it. Told are the members that all versions of Anki have. */
export interface DeckOptions {
  /** its id */
  id: number;
  /** its name */
  name: string;
  /** when it was last modified, in seconds since 1970 */
  mod: number;
  /** for the sync; -1 if it has not been synced */
  usn: number;
  /** the most seconds that count for an answer */
  maxTaken: number;
  /** whether sounds are played by themselves */
  autoplay: boolean;
  /** 1 shows a timer, 0 does not */
  timer: number;
  /** whether the answer's replay button plays the question's sounds, too */
  replayq: boolean;
  /** false; a filtered deck has 1 here */
  dyn: boolean;
  /** of new cards */
  new: NewCardOptions;
  /** of reviews */
  rev: ReviewOptions;
  /** of cards that were forgotten */
  lapse: LapseOptions;
  /** whether new cards are mixed with reviews (0), come after them (1) or before them (2) */
  newMix: number;
  /** not used */
  newPerDayMinimum: number;
  /** the same as newMix, of learning cards of other days */
  interdayLearningMix: number;
  /** the number of the order of reviews, as in the list of Anki's deck options */
  reviewOrder: number;
  /** the number of the order of new cards, likewise */
  newSortOrder: number;
  /** the number of the order in which new cards are taken from decks, likewise */
  newGatherPriority: number;
  /** whether siblings in learning are buried until the next day */
  buryInterdayLearning: boolean;
  /** of FSRS, 0.9 is 90 % */
  desiredRetention: number;
  /** parameters of the oldest FSRS */
  fsrsWeights: Array<number>;
  /** historical retention, for FSRS; 0.9 is 90 % */
  sm2Retention: number;
  /** whether the timer stops when the answer is shown */
  stopTimerOnAnswer: boolean;
  [member: string]: any;
}

/** The counts of a deck in Anki's deck list. */
export interface DeckStats {
  /** its id */
  deck_id: number;
  /** its full name */
  name: string;
  /** new cards to study today, subdecks included, within the limits of the deck options */
  new_count: number;
  /** learning cards to study today, counted in the same way */
  learn_count: number;
  /** cards to review today, counted in the same way */
  review_count: number;
  /** all cards of the deck itself, without subdecks */
  total_in_deck: number;
}

/** A day on which cards are due. */
export interface DueDay {
  /** as 2026-01-31; today has what is overdue, too */
  date: string;
  /** that are due */
  cards: number;
}

/** The note that is there already. */
export interface DuplicateOf {
  /** its id; null in a dry run, if it is an earlier one of the list that would be added */
  noteId: number | null;
  /** of it, by ord; none in that case */
  cards: Array<CardOfDuplicate>;
}

/** What is in a field of a note. */
export interface FieldContents {
  /** its HTML */
  value: string;
  /** its position among the fields of the note type, from 0 */
  order: number;
}

/** How the editor shows a field. */
export interface FieldFont {
  /** the font's name */
  font: string;
  /** of the font, in pixels */
  size: number;
}

/** A filtered deck as Anki stores it, which is given in place of its options. */
export interface FilteredDeck {
  /** its id */
  id: number;
  /** its full name */
  name: string;
  /** when it was last modified, in seconds since 1970 */
  mod: number;
  /** for the sync; -1 if it has not been synced */
  usn: number;
  /** its description */
  desc: string;
  /** 1 */
  dyn: number;
  /** whether answers reschedule its cards */
  resched: boolean;
  /** its searches, each with the search, the most cards, and the number of their order */
  terms: Array<[string, number, number]>;
  /** learning steps of its own, in minutes; null for none */
  delays: Array<number> | null;
  /** minutes until a card that is not rescheduled is shown again */
  previewDelay: number;
  [member: string]: any;
}

/** A card that was found. */
export interface FoundCard {
  /** its id */
  cardId: number;
  /** its note */
  noteId?: number;
  /** full name of the deck that it is in */
  deckName?: string;
  /** the name of its note's note type */
  modelName?: string;
  /** the place of its template in the note type, or its cloze number less 1 */
  ord?: number;
  /** 0 new, 1 learning, 2 review, 3 relearning */
  type?: number;
  /** 0 new, 1 learning, 2 review, 3 learning in days, 4 preview; -1 suspended, -2 and -3 buried */
  queue?: number;
  /** the position of a new card; the day, counted from the collection's first, or the second since 1970 */
  due?: number;
  /** in days */
  interval?: number;
  /** the ease, in permille */
  factor?: number;
  /** how often it was answered */
  reps?: number;
  /** how often it was forgotten */
  lapses?: number;
  /** 0 for none, or the number of its flag */
  flags?: number;
  /** when it was last modified, in seconds since 1970 */
  mod?: number;
  /** of its note */
  tags?: Array<string>;
  /** of its note, by field name */
  fields?: Record<string, FoundField>;
  /** rendered, with the styling */
  question?: string;
  /** rendered, with the styling */
  answer?: string;
  /** the labels of the four answer buttons */
  nextReviews?: Array<string>;
  /** of the memory, in days, as FSRS reckons; null without a memory state */
  stability?: number | null;
  /** from 1 to 10, as FSRS reckons; null without a memory state */
  difficulty?: number | null;
  /** how likely it is remembered now, from 0 to 1, as Anki's card info shows; null without a memory state */
  retrievability?: number | null;
  /** how likely it shall be remembered when it is due, from 0 to 1; null without a memory state */
  desiredRetention?: number | null;
}

/** A page of cards. */
export interface FoundCards {
  /** how many cards the search finds */
  total: number;
  /** of this page */
  cards: Array<FoundCard>;
  /** for the next page; null if there is none */
  cursor: string | null;
}

/** A field of a note that was found. */
export interface FoundField {
  /** its contents, or the excerpt of them */
  value: string;
  /** its place in the note type, from 0 */
  order: number;
}

/** A note that was found. */
export interface FoundNote {
  /** its id */
  noteId: number;
  /** by field name */
  fields?: Record<string, FoundField>;
  /** of the note */
  tags?: Array<string>;
  /** the name of its note type */
  modelName?: string;
  /** when it was last modified, in seconds since 1970 */
  mod?: number;
  /** ids, in the order of the card templates */
  cards?: Array<number>;
  /** full names of the decks that its cards are in, each once */
  deckNames?: Array<string>;
}

/** A page of notes. */
export interface FoundNotes {
  /** how many notes the search finds */
  total: number;
  /** of this page */
  notes: Array<FoundNote>;
  /** for the next page; null if there is none */
  cursor: string | null;
}

/** What a group says of cards that were forgotten. */
export interface LapseOptions {
  /** the relearning steps, in minutes */
  delays: Array<number>;
  /** new interval, 0.5 is 50 % of the old one */
  mult: number;
  /** minimum interval, in days */
  minInt: number;
  /** after so many lapses a card is a leech */
  leechFails: number;
  /** 0 suspends leeches, 1 only tags them */
  leechAction: number;
  [member: string]: any;
}

/** What a group says of new cards. */
export interface NewCardOptions {
  /** the learning steps, in minutes */
  delays: Array<number>;
  /** the graduating and the easy interval, in days, and a number that is not used */
  ints: Array<number>;
  /** starting ease, in permille */
  initialFactor: number;
  /** 0 in random order, 1 in the order in which they were added */
  order: number;
  /** how many a day */
  perDay: number;
  /** whether new siblings are buried until the next day */
  bury: boolean;
  [member: string]: any;
}

/** Nothing is in the way of a note. */
export interface NoteCanBeAdded {
  /** that it could be added */
  canAdd: true;
}

/** A note that could not be added. */
export interface NoteCannotBeAdded {
  /** that it could not */
  canAdd: false;
  /** why not, as addNote would say it */
  error: string;
}

/** A note as notesInfo describes it. */
export interface NoteInfo {
  /** its id */
  noteId: number;
  /** the name of the open profile */
  profile: string;
  /** of the note */
  tags: Array<string>;
  /** by field name */
  fields: Record<string, FieldContents>;
  /** the name of its note type */
  modelName: string;
  /** when it was last modified, in seconds since 1970 */
  mod: number;
  /** its cards, in the order of their templates */
  cards: Array<number>;
}

/** When a note was last modified. */
export interface NoteModTime {
  /** its id */
  noteId: number;
  /** in seconds since 1970 */
  mod: number;
}

/** A note type as Anki stores it. */
export interface NoteType {
  /** its id */
  id: number;
  /** its name */
  name: string;
  /** 0 for an ordinary one, 1 for a cloze note type */
  type: number;
  /** when it was last modified, in seconds since 1970 */
  mod: number;
  /** for the sync; -1 if it has not been synced */
  usn: number;
  /** the position of the field by which the Browser sorts */
  sortf: number;
  /** a deck, which Anki no longer uses; null for none */
  did: number | null;
  /** its card templates */
  tmpls: Array<NoteTypeTemplate>;
  /** its fields */
  flds: Array<NoteTypeField>;
  /** the styling of its cards */
  css: string;
  /** what LaTeX is begun with */
  latexPre: string;
  /** what LaTeX is ended with */
  latexPost: string;
  /** whether LaTeX becomes SVG */
  latexsvg: boolean;
  /**
   * for each template its position, which fields its front needs ("any", "all" or "none" of them), and the
   * positions of these
   */
  req: Array<[number, string, Array<number>]>;
  [member: string]: any;
}

/** A field of a note type as Anki stores it. */
export interface NoteTypeField {
  /** its name */
  name: string;
  /** its position, from 0 */
  ord: number;
  /** whether its contents stay for the next note in the Add window */
  sticky: boolean;
  /** whether it is written from right to left */
  rtl: boolean;
  /** the editor's font */
  font: string;
  /** of that font, in pixels */
  size: number;
  /** what the editor shows while it is empty */
  description: string;
  /** whether the editor shows it as HTML */
  plainText: boolean;
  /** whether the editor shows it folded */
  collapsed: boolean;
  /** whether a search leaves it out unless its name is given */
  excludeFromSearch: boolean;
  /** whether it cannot be removed */
  preventDeletion: boolean;
  [member: string]: any;
}

/** A card template of a note type as Anki stores it. */
export interface NoteTypeTemplate {
  /** its name */
  name: string;
  /** its position, from 0 */
  ord: number;
  /** the question's HTML */
  qfmt: string;
  /** the answer's HTML */
  afmt: string;
  /** the question's HTML in the Browser; nothing for that of the card */
  bqfmt: string;
  /** the answer's HTML in the Browser; nothing for that of the card */
  bafmt: string;
  /** the deck for its cards; null for that of the note */
  did: number | null;
  /** the Browser's font; nothing for the usual one */
  bfont: string;
  /** of that font; 0 for the usual one */
  bsize: number;
  [member: string]: any;
}

/** An object without members, in place of what is not there. */
export interface Nothing {
}

/** What came of an optimization. */
export interface OptimizedFsrs {
  /** the parameters that the options group had; empty if it had none, and Anki used its own */
  current: Array<number>;
  /** the parameters that fit the reviews best */
  optimized: Array<number>;
  /** how many reviews were learned from */
  reviews: number;
  /** whether the two differ, in the four digits that Anki shows */
  changed: boolean;
  /** whether the options group has got the optimized ones */
  applied: boolean;
}

/** What programs ask most of an options group. */
export interface OptionsGroup {
  /** of the group */
  id: number;
  /** of the group */
  name: string;
  /** the full names of the decks that have it */
  decks: Array<string>;
  /** which part of the cards should be recalled when they are due, such as 0.9 */
  desiredRetention: number;
  /** the parameters of FSRS, the newest that the group has; empty if it has none, and Anki uses its own */
  fsrsParams: Array<number>;
  /** how many new cards a day */
  newPerDay: number;
  /** how many reviews a day */
  reviewsPerDay: number;
}

/** The API may not be used from this origin. */
export interface PermissionDenied {
  /** that there is none */
  permission: "denied";
}

/** The API may be used. */
export interface PermissionGranted {
  /** that there is one */
  permission: "granted";
  /** whether a key is needed */
  requireApiKey: boolean;
  /** the same */
  requireApikey: boolean;
  /** the latest version of the API */
  version: number;
}

/** What there is, and what the caller may do. */
export interface Reflection {
  /** those that were asked for and are known */
  scopes: Array<string>;
  /** the names of the actions, sorted */
  actions?: Array<string>;
  /** those that the request has */
  rights?: Array<string>;
}

/**
 * How much is remembered: of the answers on cards with an interval of a day or more, the share that was not
 * Again.
 */
export interface Retention {
  /** of cards with an interval below 21 days, from 0 to 1; null if there are no such answers */
  young: number | null;
  /** of the others */
  mature: number | null;
}

/** A review of a card. */
export interface Review {
  /** the time of the answer, in milliseconds since 1970 */
  id: number;
  /** for the sync; -1 if it has not been synced */
  usn: number;
  /** the button, 1 Again to 4 Easy; 0 for none */
  ease: number;
  /** the new interval, in days, or in seconds when negative */
  ivl: number;
  /** the interval before, likewise */
  lastIvl: number;
  /** the ease in permille; with FSRS the difficulty */
  factor: number;
  /** taken for the answer, in milliseconds */
  time: number;
  /** 0 learning, 1 review, 2 relearning, 3 filtered, 4 manual, 5 rescheduled */
  type: number;
}

/** A day with answers. */
export interface ReviewDay {
  /** as 2026-01-31; a day begins at the hour that is set in Anki's preferences */
  date: string;
  /** answers, on whatever cards */
  reviews: number;
  /** those of them that were Again */
  again: number;
  /** that they took */
  seconds: number;
}

/** What a group says of reviews. */
export interface ReviewOptions {
  /** how many a day */
  perDay: number;
  /** easy bonus, 1.3 is 130 % */
  ease4: number;
  /** interval modifier, 1 is 100 % */
  ivlFct: number;
  /** maximum interval, in days */
  maxIvl: number;
  /** hard interval, 1.2 is 120 % */
  hardFactor: number;
  /** whether siblings that are due are buried until the next day */
  bury: boolean;
  [member: string]: any;
}

/** Figures about reviews. */
export interface ReviewStats {
  /** those with answers, newest first */
  days: Array<ReviewDay>;
  /** how many days in a row have answers, up to today, or up to yesterday if there are none today */
  streak: number;
  /** how much is remembered, in Anki's way of counting */
  retention: Retention;
  /** how many answers were given in each hour of the clock, from midnight on: 24 numbers */
  byHour: Array<number>;
  /** the days on which cards are due, today first */
  forecast: Array<DueDay>;
  /** how many there are */
  cards: CardCounts;
}

/** A filtered deck that was made or changed. */
export interface SavedFilteredDeck {
  /** of the deck */
  deckId: number;
  /** its full name, as Anki has stored it */
  name: string;
  /** how many cards it has gathered */
  cards: number;
}

/** What has become of a note. */
export interface SavedNote {
  /**
   * added; updated; unchanged, if nothing that is stored would differ; duplicate, if it was left out as one; or
   * failed
   */
  status: "added" | "updated" | "unchanged" | "duplicate" | "failed";
  /** the note that is there now, that of duplicateOf for a duplicate; null if it failed, or would be added */
  noteId: number | null;
  /** why it failed, in one line */
  error?: string;
  /** the note that it is a duplicate of, whatever was done about that */
  duplicateOf?: DuplicateOf;
}

/** The styling of a note type. */
export interface Styling {
  /** of its cards */
  css: string;
}

/** Both sides of a card template. */
export interface TemplateContents {
  /** the question's HTML */
  Front: string;
  /** the answer's HTML */
  Back: string;
}

/** All actions, one method each. */
export class AnkiConnect extends Connection {

  /**
   * Add a note with a picture, parts of which are hidden and asked one after another; return its id. The note has
   * a card for each ordinal, on which the other shapes are hidden, too. Anki's note type Image Occlusion is made
   * if it is missing. If the picture cannot be had, or a shape reaches beyond it, nothing is made.
   */
  addImageOcclusion(params: {
    /** the picture */
    image: OcclusionImage;
    /** that hide parts of it, 1 to 200 */
    shapes: Array<OcclusionShape>;
    /** the deck of its cards */
    deckName: string;
    /** text above the picture */
    header?: string | null;
    /** text below the picture, on the answers */
    backExtra?: string | null;
    /** a list, or one text with blanks between tags ([] if not given) */
    tags?: Array<string> | string | null;
  }): Promise<number> {
    return this.invoke("addImageOcclusion", params);
  }

  /** Add a note and return its id. A file that cannot be fetched is left out, and the person at Anki is notified. */
  addNote(params: {
    /** the note */
    note: Note;
  }): Promise<number> {
    return this.invoke("addNote", params);
  }

  /**
   * Add several notes and return their ids; if one cannot be added, none is. The error is a list, as text, of the
   * reasons of all notes that cannot be added.
   */
  addNotes(params: {
    /** as in addNote */
    notes: Array<Note>;
  }): Promise<Array<number>> {
    return this.invoke("addNotes", params);
  }

  /** Add tags to notes; unknown ids are skipped. */
  addTags(params: {
    /** ids */
    notes: Array<Id>;
    /** a string with blanks between tags, or a list */
    tags: string | Array<string>;
  }): Promise<void> {
    return this.invoke("addTags", params);
  }

  /**
   * Answer cards, whether they are due or not; return for each answer whether the card exists. The time taken is
   * counted from the beginning of the request. An answer unsuspends and unburies its card, except in a filtered
   * deck that does not reschedule.
   */
  answerCards(params: {
    /** given in this order; if an ease is not from 1 to 4, none is given */
    answers: Array<CardAnswer>;
  }): Promise<Array<boolean>> {
    return this.invoke("answerCards", params);
  }

  /** Return which actions there are, and what the caller may do. */
  apiReflect(params: {
    /** what to return: "actions", "rights" (those that the request has: read, write, gui, files, admin) */
    scopes: Array<"actions" | "rights">;
    /** names to look up; unknown ones are left out of the reply */
    actions?: Array<string> | null;
  }): Promise<Reflection> {
    return this.invoke("apiReflect", params);
  }

  /**
   * Return for each card whether it is due; an unknown id is an error. New cards are due, suspended and buried
   * ones are not. A learning card whose last interval is over 20 minutes is due once that interval has passed.
   */
  areDue(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<Array<boolean>> {
    return this.invoke("areDue", params);
  }

  /** Return for each card whether it is suspended; null for an unknown id. */
  areSuspended(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<Array<boolean | null>> {
    return this.invoke("areSuspended", params);
  }

  /**
   * Bury cards until the next day; true if at least one changed. Suspended cards stay suspended, and do not
   * count, nor do unknown ids.
   */
  bury(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<boolean> {
    return this.invoke("bury", params);
  }

  /** Return whether a note could be added; nothing is changed, and no file is fetched. */
  canAddNote(params: {
    /** as in addNote */
    note: Note;
  }): Promise<boolean> {
    return this.invoke("canAddNote", params);
  }

  /** Return whether a note could be added and, if not, why. */
  canAddNoteWithErrorDetail(params: {
    /** as in addNote */
    note: Note;
  }): Promise<NoteCanBeAdded | NoteCannotBeAdded> {
    return this.invoke("canAddNoteWithErrorDetail", params);
  }

  /** Return for each note whether it could be added; notes are not compared with each other. */
  canAddNotes(params: {
    /** as in addNote */
    notes: Array<Note>;
  }): Promise<Array<boolean>> {
    return this.invoke("canAddNotes", params);
  }

  /** Return for each note whether it could be added and, if not, why. */
  canAddNotesWithErrorDetail(params: {
    /** as in addNote */
    notes: Array<Note>;
  }): Promise<Array<NoteCanBeAdded | NoteCannotBeAdded>> {
    return this.invoke("canAddNotesWithErrorDetail", params);
  }

  /**
   * Return the reviews of a deck's cards as lists [id, cid, usn, ease, ivl, lastIvl, factor, time, type]. They
   * are sorted by time. Subdecks do not count; a card in a filtered deck counts for its original deck. An unknown
   * deck is an error.
   */
  cardReviews(params: {
    /** full name */
    deck: string;
    /** only reviews with higher ids; an id is the time of the answer in milliseconds */
    startID: Id;
  }): Promise<Array<[number, number, number, number, number, number, number, number, number]>> {
    return this.invoke("cardReviews", params);
  }

  /**
   * Describe cards: contents, both sides, deck and scheduling; {} for an unknown id. If a card cannot be
   * rendered, both sides are the reason, as in Anki.
   */
  cardsInfo(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<Array<CardInfo | Nothing>> {
    return this.invoke("cardsInfo", params);
  }

  /** Return when cards were last modified, in seconds since 1970; {} for an unknown id. */
  cardsModTime(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<Array<CardModTime | Nothing>> {
    return this.invoke("cardsModTime", params);
  }

  /** Return the notes of cards, each once, in the order of the cards; unknown ids are left out. */
  cardsToNotes(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<Array<number>> {
    return this.invoke("cardsToNotes", params);
  }

  /**
   * Move cards to a deck, which is created if it does not exist; unknown cards are skipped. Cards in a filtered
   * deck leave it. Moving cards to a filtered deck is an error.
   */
  changeDeck(params: {
    /** ids */
    cards: Array<Id>;
    /** full name */
    deck: string;
  }): Promise<void> {
    return this.invoke("changeDeck", params);
  }

  /** Remove the tags that no note has from the collection's list of tags. */
  clearUnusedTags(): Promise<void> {
    return this.invoke("clearUnusedTags");
  }

  /** Create an options group as a copy of another one; return its id, or false for an unknown group. */
  cloneDeckConfigId(params: {
    /** of the new group */
    name: string;
    /** the group to copy (1 if not given) */
    cloneFrom?: Id | null;
  }): Promise<number | false> {
    return this.invoke("cloneDeckConfigId", params);
  }

  /**
   * Make a backup of the collection where Anki keeps them; true once it is written. The result is false, and no
   * backup is made, if nothing has changed since the last one. Media are not part of it. Old backups are removed
   * as it is set in Anki's preferences.
   */
  createBackup(params: {
    /** though the last one is more recent than Anki's preferences want (true if not given) */
    force?: boolean | null;
  } = {}): Promise<boolean> {
    return this.invoke("createBackup", params);
  }

  /** Create a deck and its parents; return its id, or that of the existing deck of this name. */
  createDeck(params: {
    /** full name, with :: between a deck and its subdeck */
    deck: string;
  }): Promise<number> {
    return this.invoke("createDeck", params);
  }

  /**
   * Create a note type and return it as Anki stores it. What Anki refuses, such as a front that shows no field,
   * is an error with its reason.
   */
  createModel(params: {
    /** its name */
    modelName: string;
    /** the names of its fields */
    inOrderFields: Array<string>;
    /** its card templates */
    cardTemplates: Array<NewTemplate>;
    /** the styling of its cards; by default Anki's */
    css?: string | null;
    /** make it a cloze note type (false if not given) */
    isCloze?: boolean | null;
  }): Promise<NoteType> {
    return this.invoke("createModel", params);
  }

  /**
   * Return the full name of the deck in use, or choose another one; an unknown deck is an error. The deck in use
   * is the one that is marked in Anki's deck list, and whose cards come when the person studies. The choice can
   * be undone in Anki, where it has Anki's own name.
   */
  currentDeck(params: {
    /** the full name of the deck to choose; null to choose none */
    deck?: string | null;
  } = {}): Promise<string> {
    return this.invoke("currentDeck", params);
  }

  /** Return the full name of a deck; an unknown one is an error. */
  deckNameFromId(params: {
    /** its id */
    deckId: Id;
  }): Promise<string> {
    return this.invoke("deckNameFromId", params);
  }

  /** Return the full names of all decks. */
  deckNames(): Promise<Array<string>> {
    return this.invoke("deckNames");
  }

  /** Return the full names of all decks with their ids. */
  deckNamesAndIds(): Promise<Record<string, number>> {
    return this.invoke("deckNamesAndIds");
  }

  /**
   * Return all decks, each with its subdecks, or one deck with its own; an unknown deck is an error. new, learn
   * and review are what Anki's deck list shows: what is due today, subdecks included, within the limits of the
   * deck options. The default deck is among them while it is empty, too, when Anki's list leaves it out.
   */
  deckTree(params: {
    /** the full name of one deck; null for all */
    deck?: string | null;
  } = {}): Promise<Array<DeckNode>> {
    return this.invoke("deckTree", params);
  }

  /**
   * Delete decks with their subdecks and cards; unknown names are skipped. The default deck itself stays, but is
   * emptied. The cards of a filtered deck return to their original decks.
   */
  deleteDecks(params: {
    /** full names */
    decks: Array<string>;
    /** must be true (false if not given) */
    cardsToo?: boolean | null;
  }): Promise<void> {
    return this.invoke("deleteDecks", params);
  }

  /** Move a file of the media folder to the trash; an unknown name is skipped. */
  deleteMediaFile(params: {
    /** its name */
    filename: string;
  }): Promise<void> {
    return this.invoke("deleteMediaFile", params);
  }

  /** Delete notes with all their cards; unknown ids are skipped. */
  deleteNotes(params: {
    /** ids */
    notes: Array<Id>;
  }): Promise<void> {
    return this.invoke("deleteNotes", params);
  }

  /** Return all cards of a filtered deck to their own decks; the deck stays. */
  emptyFilteredDeck(params: {
    /** full name */
    deck: string;
  }): Promise<void> {
    return this.invoke("emptyFilteredDeck", params);
  }

  /**
   * Export a deck with its subdecks, notes and media as a package (.apkg); false for an unknown deck. All
   * versions of Anki can read the package. If it cannot be written, the result is an error, and no file is left
   * behind. An existing file is replaced once the new one is complete, and only if it is a package.
   */
  exportPackage(params: {
    /** full name */
    deck: string;
    /**
     * of the package, on the machine that runs Anki, for callers that may name files; its name ends in .apkg, and
     * a relative one begins at the media folder
     */
    path: string;
    /** include scheduling, review log and deck options (false if not given) */
    includeSched?: boolean | null;
  }): Promise<boolean> {
    return this.invoke("exportPackage", params);
  }

  /**
   * Replace a text in the card templates and the styling of note types; return how many note types changed.
   * modelName, findText and replaceText are required, either directly or within `model`.
   */
  findAndReplaceInModels(params: {
    /** the note type; an empty string means all */
    modelName?: string | null;
    /** the text to look for, not a pattern */
    findText?: string | null;
    /** the new text */
    replaceText?: string | null;
    /** replace it on the front of the templates (true if not given) */
    front?: boolean | null;
    /** replace it on the back of the templates (true if not given) */
    back?: boolean | null;
    /** replace it in the styling (true if not given) */
    css?: boolean | null;
    /** all of the above in one object */
    model?: Replacing | null;
  } = {}): Promise<number> {
    return this.invoke("findAndReplaceInModels", params);
  }

  /** Return the ids of the cards that a search finds, ascending. */
  findCards(params: {
    /** in Anki's search language; an empty string finds all cards, null none */
    query?: string | null;
  } = {}): Promise<Array<number>> {
    return this.invoke("findCards", params);
  }

  /** Return whole note types as Anki stores them; an unknown one is an error. */
  findModelsById(params: {
    /** their ids */
    modelIds: Array<Id>;
  }): Promise<Array<NoteType>> {
    return this.invoke("findModelsById", params);
  }

  /** Return whole note types as Anki stores them; an unknown one is an error. */
  findModelsByName(params: {
    /** their names; null means all */
    modelNames?: Array<string> | null;
  } = {}): Promise<Array<NoteType>> {
    return this.invoke("findModelsByName", params);
  }

  /** Return the ids of the notes that a search finds, ascending. */
  findNotes(params: {
    /** in Anki's search language; an empty string finds all notes, null none */
    query?: string | null;
  } = {}): Promise<Array<number>> {
    return this.invoke("findNotes", params);
  }

  /** Make cards new again; unknown ids are skipped. The review log and the counts of reviews and lapses stay. */
  forgetCards(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<void> {
    return this.invoke("forgetCards", params);
  }

  /** Return the name of the open profile; an error if none is open. */
  getActiveProfile(): Promise<string> {
    return this.invoke("getActiveProfile");
  }

  /**
   * Return Anki's report on the last month as HTML. The scripts that draw its graphs (jQuery and flot) are not
   * included.
   */
  getCollectionStatsHTML(params: {
    /** report on all decks; otherwise on the deck selected in Anki (true if not given) */
    wholeCollection?: boolean | null;
  } = {}): Promise<string> {
    return this.invoke("getCollectionStatsHTML", params);
  }

  /**
   * Return the options group of a deck as Anki stores it; false for an unknown deck. A filtered deck has none:
   * the deck itself is returned instead, with `dyn` 1.
   */
  getDeckConfig(params: {
    /** full name */
    deck: string;
  }): Promise<DeckOptions | FilteredDeck | false> {
    return this.invoke("getDeckConfig", params);
  }

  /** Return all options groups, with the decks that have them and their parameters of FSRS. */
  getDeckConfigs(): Promise<DeckConfigs> {
    return this.invoke("getDeckConfigs");
  }

  /**
   * Return the counts of Anki's deck list, by deck id; an unknown deck is an error. new_count, learn_count and
   * review_count are the cards to study today, subdecks included, within the limits of the deck options.
   * total_in_deck is the number of cards in the deck itself, without subdecks.
   */
  getDeckStats(params: {
    /** full names */
    decks: Array<string>;
  }): Promise<Record<string, DeckStats>> {
    return this.invoke("getDeckStats", params);
  }

  /** Return cards by the full name of their deck; unknown cards are left out. */
  getDecks(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<Record<string, Array<number>>> {
    return this.invoke("getDecks", params);
  }

  /** Return the ease of each card in permille (2500 is 250 %); null for an unknown id. */
  getEaseFactors(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<Array<number | null>> {
    return this.invoke("getEaseFactors", params);
  }

  /**
   * Return the last interval of each card, or all, in days or negative seconds; an unknown id is an error. The
   * last interval is that of the review log, or the card's own if the log has none; 0 for a new card.
   */
  getIntervals(params: {
    /** ids */
    cards: Array<Id>;
    /**
     * return for each card a list of all intervals in the review log, oldest first, empty for a new card (false
     * if not given)
     */
    complete?: boolean | null;
  }): Promise<Array<number | Array<number>>> {
    return this.invoke("getIntervals", params);
  }

  /**
   * Return the id of the latest review of a deck's cards, its time in milliseconds; 0 if there is none. Subdecks
   * do not count; a card in a filtered deck counts for its original deck. An unknown deck is an error.
   */
  getLatestReviewID(params: {
    /** full name */
    deck: string;
  }): Promise<number> {
    return this.invoke("getLatestReviewID", params);
  }

  /** Return the full path of the media folder. */
  getMediaDirPath(): Promise<string> {
    return this.invoke("getMediaDirPath");
  }

  /** Return the names of the files in the media folder, sorted. */
  getMediaFilesNames(params: {
    /** with * for any characters, ? for one, [abc] for one of these (* if not given) */
    pattern?: string | null;
  } = {}): Promise<Array<string>> {
    return this.invoke("getMediaFilesNames", params);
  }

  /** Return the tags of a note. */
  getNoteTags(params: {
    /** its id */
    note: Id;
  }): Promise<Array<string>> {
    return this.invoke("getNoteTags", params);
  }

  /**
   * Return the number of answers of each day as [date, number], newest first. Days begin at the hour that is set
   * in Anki's preferences.
   */
  getNumCardsReviewedByDay(): Promise<Array<[string, number]>> {
    return this.invoke("getNumCardsReviewedByDay");
  }

  /** Return the number of answers today; the day begins at the hour that is set in Anki's preferences. */
  getNumCardsReviewedToday(): Promise<number> {
    return this.invoke("getNumCardsReviewedToday");
  }

  /** Return the names of all profiles. */
  getProfiles(): Promise<Array<string>> {
    return this.invoke("getProfiles");
  }

  /** Return the reviews of each card, sorted by time, by the card's id as a string; [] for an unknown card. */
  getReviewsOfCards(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<Record<string, Array<Review>>> {
    return this.invoke("getReviewsOfCards", params);
  }

  /** Return all tags of the collection. */
  getTags(): Promise<Array<string>> {
    return this.invoke("getTags");
  }

  /**
   * Show the Add window, filled with a note; what it has been showing is replaced without a question. The result
   * is 0: a note gets its id when the person adds it. Files are fetched before the window fills; one that cannot
   * be had is left out, and the person at Anki is told, unless options.mediaErrors is "fail".
   */
  guiAddCards(params: {
    /** to fill the window with; null leaves it as it is */
    note?: NoteForWindow | null;
  } = {}): Promise<number> {
    return this.invoke("guiAddCards", params);
  }

  /** Change some of what the Add window shows; an error if it is not open. */
  guiAddNoteSetData(params: {
    /** what to change */
    note: NoteData;
    /** add fields and tags to those that are there, instead of replacing them (false if not given) */
    append?: boolean | null;
  }): Promise<boolean> {
    return this.invoke("guiAddNoteSetData", params);
  }

  /**
   * Answer the card that is being reviewed and show the next one. False unless the answer is showing and there is
   * a button for this ease.
   */
  guiAnswerCard(params: {
    /** 1 Again, 2 Hard, 3 Good, 4 Easy */
    ease: number;
  }): Promise<boolean> {
    return this.invoke("guiAnswerCard", params);
  }

  /** Show the Browser with what a search finds; give the cards, by id or in the order asked for. */
  guiBrowse(params: {
    /** in Anki's search language, of at most 300,000 characters; null leaves the Browser as it is */
    query?: string | null;
    /** sort by this column from now on */
    reorderCards?: ReorderCards | null;
  } = {}): Promise<Array<number>> {
    return this.invoke("guiBrowse", params);
  }

  /** Have Anki check its database, without waiting for the outcome, which is shown to the person. */
  guiCheckDatabase(): Promise<boolean> {
    return this.invoke("guiCheckDatabase");
  }

  /** Describe the card that is being reviewed, with its answer buttons; null outside of a review. */
  guiCurrentCard(): Promise<CurrentCard | null> {
    return this.invoke("guiCurrentCard");
  }

  /** Show the list of decks. */
  guiDeckBrowser(): Promise<void> {
    return this.invoke("guiDeckBrowser");
  }

  /** Show the overview of a deck; false if there is no such deck. */
  guiDeckOverview(params: {
    /** full name of the deck */
    name: string;
  }): Promise<boolean> {
    return this.invoke("guiDeckOverview", params);
  }

  /** Review a deck, or show its overview if nothing is due; false if there is no such deck. */
  guiDeckReview(params: {
    /** full name of the deck */
    name: string;
  }): Promise<boolean> {
    return this.invoke("guiDeckReview", params);
  }

  /** Edit a note in a window of its own, in which one can go back to the notes edited before. */
  guiEditNote(params: {
    /** its id */
    note: Id;
  }): Promise<void> {
    return this.invoke("guiEditNote", params);
  }

  /** End Anki, soon after the reply; what was typed into its windows is kept. */
  guiExitAnki(): Promise<void> {
    return this.invoke("guiExitAnki");
  }

  /** Open Anki's import dialog, without waiting for the person. */
  guiImportFile(params: {
    /**
     * of the file, for callers that may name files, relative ones from the media folder; null lets the person
     * choose one
     */
    path?: string | null;
  } = {}): Promise<void> {
    return this.invoke("guiImportFile", params);
  }

  /** Play the sounds of the side that is shown once more; false outside of a review. */
  guiPlayAudio(): Promise<boolean> {
    return this.invoke("guiPlayAudio");
  }

  /** Tell whether a card is being reviewed. */
  guiReviewActive(): Promise<boolean> {
    return this.invoke("guiReviewActive");
  }

  /** Select a card in the Browser; false if the Browser is not open. */
  guiSelectCard(params: {
    /** its id */
    card: Id;
  }): Promise<boolean> {
    return this.invoke("guiSelectCard", params);
  }

  /** Select a card in the Browser: the old name of guiSelectCard. */
  guiSelectNote(params: {
    /** the id of a card */
    note: Id;
  }): Promise<boolean> {
    return this.invoke("guiSelectNote", params);
  }

  /** Give the ids of the notes that are selected in the Browser, none if it is not open. */
  guiSelectedNotes(): Promise<Array<number>> {
    return this.invoke("guiSelectedNotes");
  }

  /** Show the answer of the card that is being reviewed; false outside of a review. */
  guiShowAnswer(): Promise<boolean> {
    return this.invoke("guiShowAnswer");
  }

  /** Show the question of the card that is being reviewed; false outside of a review. */
  guiShowQuestion(): Promise<boolean> {
    return this.invoke("guiShowQuestion");
  }

  /** Count the time taken for the answer from now on; false outside of a review. */
  guiStartCardTimer(): Promise<boolean> {
    return this.invoke("guiStartCardTimer");
  }

  /** Undo what Anki's Undo menu names; false if there is nothing to undo. */
  guiUndo(): Promise<boolean> {
    return this.invoke("guiUndo");
  }

  /**
   * Import the notes, decks and media of a package (.apkg); true, or an error and no change. Scheduling and deck
   * options are imported if the package has them. Existing notes and note types are updated if those of the
   * package are newer; a note type whose structure differs is added beside the existing one. Undo does not remove
   * the imported media files, as in Anki. A package that would become a hundred times as large when it is
   * unpacked, or whose collection would become fifty times as large, is refused, small ones aside. So is one that
   * brings what other actions refuse: a deck, a tag, a template or cloze deletions that are nested too deeply.
   */
  importPackage(params: {
    /**
     * of the package, on the machine that runs Anki, for callers that may name files; a relative one begins at
     * the media folder
     */
    path: string;
  }): Promise<boolean> {
    return this.invoke("importPackage", params);
  }

  /**
   * Insert reviews into the log; if one is refused, none is inserted. Anki cannot undo this, and clears its undo
   * history. The scheduling of the cards does not change.
   */
  insertReviews(params: {
    /**
     * lists of 9 integers: id (time of the answer in milliseconds, not used yet), cid (an existing card), usn
     * (-1: not synced yet), ease (button 1 to 4, 0 for none), ivl and lastIvl (days, or seconds when negative),
     * factor (permille), time (milliseconds taken), type (0 learning, 1 review, 2 relearning, 3 filtered, 4
     * manual, 5 rescheduled)
     */
    reviews: Array<Array<number | string>>;
  }): Promise<void> {
    return this.invoke("insertReviews", params);
  }

  /**
   * Close the open profile and open another; true once it is open, false for an unknown name. A backup, a check
   * of the database, a sync or a window that asks something is waited for, for 30 seconds; then the error names
   * it. What is being done for other requests is finished. Until the new profile is open, requests that need a
   * collection are refused.
   */
  loadProfile(params: {
    /** of the profile */
    name: string;
  }): Promise<boolean> {
    return this.invoke("loadProfile", params);
  }

  /**
   * Add a field to a note type; an existing field is only moved. The next sync is a full sync, as after every
   * change of a note type's structure.
   */
  modelFieldAdd(params: {
    /** the note type */
    modelName: string;
    /** the field */
    fieldName: string;
    /**
     * its position, from 0; past the end means last; without it a new field is last, and an existing one stays
     * where it is
     */
    index?: number | null;
  }): Promise<void> {
    return this.invoke("modelFieldAdd", params);
  }

  /** Return the descriptions of a note type's fields, which the editor shows in empty fields, in order. */
  modelFieldDescriptions(params: {
    /** the note type */
    modelName: string;
  }): Promise<Array<string>> {
    return this.invoke("modelFieldDescriptions", params);
  }

  /** Return the editor's font and font size for each field of a note type. */
  modelFieldFonts(params: {
    /** the note type */
    modelName: string;
  }): Promise<Record<string, FieldFont>> {
    return this.invoke("modelFieldFonts", params);
  }

  /** Return the names of a note type's fields, in order. */
  modelFieldNames(params: {
    /** the note type */
    modelName: string;
  }): Promise<Array<string>> {
    return this.invoke("modelFieldNames", params);
  }

  /**
   * Remove a field from a note type, with its contents in all notes; the last field cannot be removed. The next
   * sync is a full sync, as after every change of a note type's structure.
   */
  modelFieldRemove(params: {
    /** the note type */
    modelName: string;
    /** the field */
    fieldName: string;
  }): Promise<void> {
    return this.invoke("modelFieldRemove", params);
  }

  /** Rename a field of a note type, also in the card templates. */
  modelFieldRename(params: {
    /** the note type */
    modelName: string;
    /** the field */
    oldFieldName: string;
    /** its new name */
    newFieldName: string;
  }): Promise<void> {
    return this.invoke("modelFieldRename", params);
  }

  /**
   * Move a field of a note type, with its contents in all notes. The next sync is a full sync, as after every
   * change of a note type's structure.
   */
  modelFieldReposition(params: {
    /** the note type */
    modelName: string;
    /** the field */
    fieldName: string;
    /** its new position, from 0; past the end means last */
    index: number;
  }): Promise<void> {
    return this.invoke("modelFieldReposition", params);
  }

  /** Set the description of a field, which the editor shows while it is empty; true. */
  modelFieldSetDescription(params: {
    /** the note type */
    modelName: string;
    /** the field */
    fieldName: string;
    /** the new description */
    description: string;
  }): Promise<boolean> {
    return this.invoke("modelFieldSetDescription", params);
  }

  /** Set the editor's font for a field. */
  modelFieldSetFont(params: {
    /** the note type */
    modelName: string;
    /** the field */
    fieldName: string;
    /** the font's name */
    font: string;
  }): Promise<void> {
    return this.invoke("modelFieldSetFont", params);
  }

  /** Set the editor's font size for a field. */
  modelFieldSetFontSize(params: {
    /** the note type */
    modelName: string;
    /** the field */
    fieldName: string;
    /** in pixels */
    fontSize: number;
  }): Promise<void> {
    return this.invoke("modelFieldSetFontSize", params);
  }

  /**
   * Return for each card template the fields on its front, and the fields that are only on its back. A field that
   * is only a condition ({{#Field}}, {{^Field}}) does not count.
   */
  modelFieldsOnTemplates(params: {
    /** the note type */
    modelName: string;
  }): Promise<Record<string, [Array<string>, Array<string>]>> {
    return this.invoke("modelFieldsOnTemplates", params);
  }

  /** Return the name of a note type; an unknown one is an error. */
  modelNameFromId(params: {
    /** its id */
    modelId: Id;
  }): Promise<string> {
    return this.invoke("modelNameFromId", params);
  }

  /** Return the names of all note types. */
  modelNames(): Promise<Array<string>> {
    return this.invoke("modelNames");
  }

  /** Return the names of all note types with their ids. */
  modelNamesAndIds(): Promise<Record<string, number>> {
    return this.invoke("modelNamesAndIds");
  }

  /** Return the styling of a note type's cards. */
  modelStyling(params: {
    /** the note type */
    modelName: string;
  }): Promise<Styling> {
    return this.invoke("modelStyling", params);
  }

  /**
   * Add a card template to a note type, or change the existing one of this name; a new one makes cards for notes.
   * The next sync is a full sync, as after every change of a note type's structure.
   */
  modelTemplateAdd(params: {
    /** the note type */
    modelName: string;
    /** the template */
    template: Template;
  }): Promise<void> {
    return this.invoke("modelTemplateAdd", params);
  }

  /**
   * Remove a card template from a note type, with all its cards; the last template cannot be removed. Notes stay,
   * even those that had no other card. The next sync is a full sync, as after every change of a note type's
   * structure.
   */
  modelTemplateRemove(params: {
    /** the note type */
    modelName: string;
    /** the template */
    templateName: string;
  }): Promise<void> {
    return this.invoke("modelTemplateRemove", params);
  }

  /** Rename a card template of a note type. */
  modelTemplateRename(params: {
    /** the note type */
    modelName: string;
    /** the template */
    oldTemplateName: string;
    /** its new name */
    newTemplateName: string;
  }): Promise<void> {
    return this.invoke("modelTemplateRename", params);
  }

  /**
   * Move a card template of a note type; its cards stay with it. The next sync is a full sync, as after every
   * change of a note type's structure.
   */
  modelTemplateReposition(params: {
    /** the note type */
    modelName: string;
    /** the template */
    templateName: string;
    /** its new position, from 0; past the end means last */
    index: number;
  }): Promise<void> {
    return this.invoke("modelTemplateReposition", params);
  }

  /** Return both sides of each card template of a note type. */
  modelTemplates(params: {
    /** the note type */
    modelName: string;
  }): Promise<Record<string, TemplateContents>> {
    return this.invoke("modelTemplates", params);
  }

  /**
   * Perform several requests in order and return their replies; one that fails does not stop the others. Each
   * entry is a change of its own: if Anki ends in between, those before are done, also with `undo`.
   */
  multi(params: {
    /** request objects, each with its own version (4 if it has none) and, if it differs, its own key */
    actions: Array<RequestObject>;
    /**
     * "one" makes all changes one undo entry, unless something else changes in between; insertReviews among them
     * ends the undo history, and what was done before it cannot be undone
     */
    undo?: "one" | null;
  }): Promise<Array<any>> {
    return this.invoke("multi", params);
  }

  /** Describe notes: note type, fields, tags, cards and modification time; {} for an unknown id. */
  notesInfo(params: {
    /** ids */
    notes?: Array<Id> | null;
    /** describe the notes that this search finds, if `notes` is not given */
    query?: string | null;
  } = {}): Promise<Array<NoteInfo | Nothing>> {
    return this.invoke("notesInfo", params);
  }

  /** Return when notes were last modified, in seconds since 1970; {} for an unknown id. */
  notesModTime(params: {
    /** ids */
    notes: Array<Id>;
  }): Promise<Array<NoteModTime | Nothing>> {
    return this.invoke("notesModTime", params);
  }

  /**
   * Compute the parameters of FSRS that fit the reviews of an options group best, as Anki's deck options do. This
   * takes seconds, with very many reviews minutes, in which Anki and other requests are not held up. Without
   * `apply` nothing is changed. FSRS that is not switched on is an error, and so are too few reviews.
   */
  optimizeFsrs(params: {
    /** the id or the name of the group, in any case */
    config: number | string;
    /**
     * give the group the parameters, if they have changed; Anki then computes the memory states of its cards anew
     * (false if not given)
     */
    apply?: boolean | null;
  }): Promise<OptimizedFsrs> {
    return this.invoke("optimizeFsrs", params);
  }

  /** Gather the cards of a filtered deck anew; return how many there are, which may be none. */
  rebuildFilteredDeck(params: {
    /** full name */
    deck: string;
  }): Promise<number> {
    return this.invoke("rebuildFilteredDeck", params);
  }

  /**
   * Put cards at their first relearning step, due now; unknown ids are skipped. This includes new cards. Cards
   * leave filtered decks, and are no longer suspended or buried.
   */
  relearnCards(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<void> {
    return this.invoke("relearnCards", params);
  }

  /** Refresh Anki's windows, for programs that changed the collection without Anki. */
  reloadCollection(): Promise<void> {
    return this.invoke("reloadCollection");
  }

  /**
   * Remove an options group; true, or false for the default group (1) and an unknown one. Its decks get the
   * default group. The next sync is a full sync.
   */
  removeDeckConfigId(params: {
    /** the group */
    configId: Id;
  }): Promise<boolean> {
    return this.invoke("removeDeckConfigId", params);
  }

  /** Delete the notes all of whose cards are empty; note types stay. */
  removeEmptyNotes(): Promise<void> {
    return this.invoke("removeEmptyNotes");
  }

  /** Remove tags, and the tags below them, from notes; unknown ids are skipped. */
  removeTags(params: {
    /** ids */
    notes: Array<Id>;
    /** a string with blanks between tags, or a list */
    tags: string | Array<string>;
  }): Promise<void> {
    return this.invoke("removeTags", params);
  }

  /**
   * Rename a deck with its subdecks; return the full name that it has then. A deck can be moved by this: parents
   * that do not exist are created. A name that another deck has is an error.
   */
  renameDeck(params: {
    /** full name */
    deck: string;
    /** the new full name, which Anki may store in another way, such as without blanks at the ends */
    newName: string;
  }): Promise<string> {
    return this.invoke("renameDeck", params);
  }

  /**
   * Rename a tag, and the tags below it, in all notes; a tag that no note has is an error. If there are notes
   * with the new name already, the two tags become one.
   */
  renameTag(params: {
    /** in any case */
    tag: string;
    /** the new name, which may be below another tag, with :: between them */
    newName: string;
  }): Promise<void> {
    return this.invoke("renameTag", params);
  }

  /** Replace a tag of notes by another one; the tags below it stay, and unknown ids are skipped. */
  replaceTags(params: {
    /** ids */
    notes: Array<Id>;
    /** a whole tag, in any case */
    tag_to_replace: string;
    /** the new tag */
    replace_with_tag: string;
  }): Promise<void> {
    return this.invoke("replaceTags", params);
  }

  /** Replace a tag by another one in all notes; the tags below it stay. */
  replaceTagsInAllNotes(params: {
    /** a whole tag, in any case */
    tag_to_replace: string;
    /** the new tag */
    replace_with_tag: string;
  }): Promise<void> {
    return this.invoke("replaceTagsInAllNotes", params);
  }

  /**
   * Move new cards in the queue of new cards; return how many there were. Others, and unknown ids, are skipped.
   * As in Anki, the cards of a note share a position: that of the first of them in the list.
   */
  repositionCards(params: {
    /** ids, in the order in which they are to be learnt */
    cards: Array<Id>;
    /** position of the first, 0 or more (1 if not given) */
    start?: number | null;
    /** from one note to the next, 1 or more (1 if not given) */
    step?: number | null;
    /** in a random order instead (false if not given) */
    shuffle?: boolean | null;
    /** move the new cards that are at `start` or behind it on, to make room (true if not given) */
    shift?: boolean | null;
  }): Promise<number> {
    return this.invoke("repositionCards", params);
  }

  /**
   * Ask for permission to use the API; needs no key and may come from any origin. For an untrusted origin the
   * person at Anki is asked, unless they chose not to be asked about it again.
   */
  requestPermission(): Promise<PermissionGranted | PermissionDenied> {
    return this.invoke("requestPermission");
  }

  /** Return the contents of a file of the media folder in base64; false if it does not exist. */
  retrieveMediaFile(params: {
    /** its name */
    filename: string;
  }): Promise<string | false> {
    return this.invoke("retrieveMediaFile", params);
  }

  /**
   * Return figures about reviews: of each day, how much is remembered, when one learns, and what is due. Days
   * begin at the hour that is set in Anki's preferences. Reviews are answers; manual changes of a schedule do not
   * count. The streak is looked for in all of them.
   */
  reviewStats(params: {
    /**
     * only of the cards that this search finds, in Anki's search language; an empty string means all, and then
     * the reviews of deleted cards count, too
     */
    query?: string | null;
    /** how many days the figures look back, today included, and ahead; 0 for all (365 if not given) */
    days?: number | null;
  } = {}): Promise<ReviewStats> {
    return this.invoke("reviewStats", params);
  }

  /**
   * Change options of a group, for all its decks; true, or false if the group does not exist. Options that are
   * not given keep their values, also within `new`, `rev` and `lapse`. A value that Anki would store differently
   * is an error.
   */
  saveDeckConfig(params: {
    /** the options */
    config: DeckConfig;
  }): Promise<boolean> {
    return this.invoke("saveDeckConfig", params);
  }

  /**
   * Create a filtered deck, or change one, and gather its cards. A changed deck gets all that is sent: its cards
   * return to their own decks, and the ones that match now are gathered. If no cards match, nothing is changed,
   * and the error is `no cards match`. The deck in use in Anki stays in use.
   */
  saveFilteredDeck(params: {
    /** the full name that the deck gets; a name that another deck has is an error */
    name: string;
    /** one or two; a card that both find comes with the first */
    searches: Array<FilteredSearch>;
    /** of the filtered deck to change; null to create one */
    deckId?: Id | null;
    /** whether answers change when the cards are due (true if not given) */
    reschedule?: boolean | null;
    /** keep the deck even if no cards match (false if not given) */
    allowEmpty?: boolean | null;
  }): Promise<SavedFilteredDeck> {
    return this.invoke("saveFilteredDeck", params);
  }

  /**
   * Add notes, or change those that are there already, and tell of each what has become of it. A note with an id
   * is changed: the fields that are sent, and its tags. Its cards stay in their decks, whatever `deckName` says,
   * and another `modelName` than its own is an error. A note without an id is added, unless it is a duplicate,
   * also of an earlier one of the list. A note that cannot be saved fails alone. All that is changed is one step
   * of Undo.
   */
  saveNotes(params: {
    /** at most 1,000, which are saved in this order */
    notes: Array<NoteToSave>;
    /**
     * what becomes of a note without an id that is there already. "skip": nothing. "update": the first one that
     * is there gets its fields; `tags` and `addTags` only add. "add": it is added nevertheless. "fail": the whole
     * request is an error, and nothing is done (skip if not given)
     */
    onDuplicate?: "skip" | "update" | "add" | "fail" | null;
    /** change nothing and fetch no files, only tell what would become of each (false if not given) */
    dryRun?: boolean | null;
  }): Promise<Array<SavedNote>> {
    return this.invoke("saveNotes", params);
  }

  /**
   * Find cards, and tell of them what is asked for, page by page, as searchNotes does. Cards are only rendered if
   * question or answer is asked for. If a card cannot be rendered, both sides are the reason, as in Anki.
   */
  searchCards(params: {
    /** in Anki's search language; an empty string finds all cards */
    query: string;
    /**
     * which members are told; without it noteId, deckName, modelName, queue, due, interval and flags; an empty
     * list for ids only
     */
    include?: Array<"noteId" | "deckName" | "modelName" | "ord" | "type" | "queue" | "due" | "interval" | "factor" | "reps" | "lapses" | "flags" | "mod" | "tags" | "fields" | "question" | "answer" | "nextReviews" | "stability" | "difficulty" | "retrievability" | "desiredRetention"> | null;
    /** the key of one of the Browser's columns, as in guiBrowse; by id without it */
    sort?: string | null;
    /** the last come first (false if not given) */
    descending?: boolean | null;
    /** how many cards a page has at most (100 if not given) */
    limit?: number | null;
    /** of the page before; without it, the first page */
    cursor?: string | null;
  }): Promise<FoundCards> {
    return this.invoke("searchCards", params);
  }

  /**
   * Find notes, and tell of them what is asked for, page by page. Without sort, what is there all the time comes
   * exactly once, and total is what the search finds now. With it, what the first page has found is kept for 10
   * minutes, of the last 8 searches; then the error is `the cursor is too old: search again`. What has been
   * deleted since is left out. A cursor with another query, sort or descending is the error `the cursor belongs
   * to another search`.
   */
  searchNotes(params: {
    /** in Anki's search language; an empty string finds all notes */
    query: string;
    /**
     * fields, tags, modelName, mod (when it was last modified), cards (ids), deckNames (of its cards), or
     * fields.NAME for a field by its name, in any case; without it fields, tags, modelName and deckNames; an
     * empty list for ids only
     */
    include?: Array<string> | null;
    /**
     * so many characters of each field, as plain text in one line, with … at the end if there are more; without
     * it, fields are as they are stored
     */
    excerpt?: number | null;
    /** the key of one of the Browser's columns, as in guiBrowse; by id without it */
    sort?: string | null;
    /** the last come first (false if not given) */
    descending?: boolean | null;
    /** how many notes a page has at most (100 if not given) */
    limit?: number | null;
    /** of the page before; without it, the first page */
    cursor?: string | null;
  }): Promise<FoundNotes> {
    return this.invoke("searchNotes", params);
  }

  /**
   * Assign an options group to decks; true, or false if the group or one of the decks does not exist. Subdecks
   * keep theirs. A filtered deck has no options group and is an error. All decks are changed, or none.
   */
  setDeckConfigId(params: {
    /** full names */
    decks: Array<string>;
    /** the group */
    configId: Id;
  }): Promise<boolean> {
    return this.invoke("setDeckConfigId", params);
  }

  /** Set when cards are due; new ones become review cards. The result is true, also if an id is unknown. */
  setDueDate(params: {
    /** ids */
    cards: Array<Id>;
    /** 0 is today; 1! is tomorrow, and sets the interval to 1 day; 3-7 is a random day of that range */
    days: string | number;
  }): Promise<boolean> {
    return this.invoke("setDueDate", params);
  }

  /** Set the ease of each card; true for each, false for an unknown id. */
  setEaseFactors(params: {
    /** ids */
    cards: Array<Id>;
    /** of each card, in permille */
    easeFactors: Array<number>;
  }): Promise<Array<boolean>> {
    return this.invoke("setEaseFactors", params);
  }

  /** Set the flag of cards; return how many had another one. Unknown ids are skipped. */
  setFlag(params: {
    /** ids */
    cards: Array<Id>;
    /** 1 red, 2 orange, 3 green, 4 blue, 5 pink, 6 turquoise, 7 purple; 0 takes the flag away */
    flag: number;
  }): Promise<number> {
    return this.invoke("setFlag", params);
  }

  /**
   * Set values of a card in the database; return for each key true, or [false, reason]. Values that can be set
   * are set, even if others cannot be. The result is [[false, reason]] for an unknown card, and false, with
   * nothing set, if the lists differ in length or a key needs warning_check.
   */
  setSpecificValueOfCard(params: {
    /** id */
    card: Id;
    /**
     * factor, flags, due, odue or data (custom data, a JSON object as a string); with warning_check also did,
     * ivl, lapses, left, nid, odid, ord, queue, reps or type; id, mod and usn cannot be set
     */
    keys: Array<string>;
    /** for each key; numbers may be strings */
    newValues: Array<number | string>;
    /** true confirms that you know that wrong values can do damage (false if not given) */
    warning_check?: boolean | null;
  }): Promise<false | Array<true | [false, string]>> {
    return this.invoke("setSpecificValueOfCard", params);
  }

  /**
   * Store a file in the media folder; return its name there, which Anki may have changed. The first given of
   * data, path and url counts. The result is null for a file that skipHash matches.
   */
  storeMediaFile(params: {
    /** under which to store it; if it begins with _, Anki keeps the file even if no note uses it */
    filename: string;
    /** the contents in base64 */
    data?: string | null;
    /** of a file on the machine that runs Anki, for callers that may name files */
    path?: string | null;
    /** http or https; for a web page not of a private network, but for its own host */
    url?: string | null;
    /** MD5 in hexadecimal digits; a file with this hash is not stored */
    skipHash?: string | null;
    /** move an existing file of that name to the trash; otherwise a free name is chosen (true if not given) */
    deleteExisting?: boolean | null;
  }): Promise<string | null> {
    return this.invoke("storeMediaFile", params);
  }

  /** Suspend cards; true if at least one was not suspended. */
  suspend(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<boolean> {
    return this.invoke("suspend", params);
  }

  /** Return whether a card is suspended; an unknown id is an error. */
  suspended(params: {
    /** id */
    card: Id;
  }): Promise<boolean> {
    return this.invoke("suspended", params);
  }

  /**
   * Sync the collection, and media if that is enabled in Anki, as Anki's Sync does. If the collection here and
   * the one on the server cannot be merged, one must replace the other. Without onConflict nothing is replaced,
   * and the error says so. A collection that is not empty never gets replaced by one that is.
   */
  sync(params: {
    /**
     * "upload" puts the collection here in place of the one on the server, "download" the one on the server in
     * place of this one, of which a backup is made before; only if they cannot be merged
     */
    onConflict?: "upload" | "download" | null;
  } = {}): Promise<void> {
    return this.invoke("sync", params);
  }

  /**
   * Unbury cards, whether they were buried by hand or as siblings; true if at least one was buried. Suspended
   * cards stay suspended, and do not count, nor do unknown ids.
   */
  unbury(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<boolean> {
    return this.invoke("unbury", params);
  }

  /** Unsuspend cards; true if at least one was suspended. */
  unsuspend(params: {
    /** ids */
    cards: Array<Id>;
  }): Promise<boolean> {
    return this.invoke("unsuspend", params);
  }

  /** Change the styling of a note type's cards. */
  updateModelStyling(params: {
    /** the note type and its new styling */
    model: ChangedStyling;
  }): Promise<void> {
    return this.invoke("updateModelStyling", params);
  }

  /**
   * Change card templates of a note type; unknown templates and empty sides are ignored. What Anki refuses, such
   * as a front that shows no field, is an error with its reason, and nothing is changed.
   */
  updateModelTemplates(params: {
    /** the note type and its templates' new contents */
    model: ChangedTemplates;
  }): Promise<void> {
    return this.invoke("updateModelTemplates", params);
  }

  /** Change fields or tags of a note, or both. */
  updateNote(params: {
    /** its id, the fields to change, all its tags, and files to append to fields */
    note: NoteUpdate;
  }): Promise<void> {
    return this.invoke("updateNote", params);
  }

  /** Change fields of a note. */
  updateNoteFields(params: {
    /** its id, the fields to change, and files to append to fields */
    note: UpdatedNote;
  }): Promise<void> {
    return this.invoke("updateNoteFields", params);
  }

  /** Change the note type of a note, and its fields; cards are kept where templates correspond. */
  updateNoteModel(params: {
    /** its id, the note type, the fields, and all its tags if these are to change */
    note: RetypedNote;
  }): Promise<void> {
    return this.invoke("updateNoteModel", params);
  }

  /** Replace all tags of a note. */
  updateNoteTags(params: {
    /** its id */
    note: Id;
    /** a list; a single string is one tag */
    tags: Array<string> | string;
  }): Promise<void> {
    return this.invoke("updateNoteTags", params);
  }

  /** Ask the person at Anki whether to look for a newer version of this add-on; true if one was installed. */
  upgrade(): Promise<boolean> {
    return this.invoke("upgrade");
  }

  /** Return the latest version of the API that this add-on serves. */
  version(): Promise<number> {
    return this.invoke("version");
  }
}
