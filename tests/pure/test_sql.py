"""SQL is written down, never put together from values: every statement in the add-on is a literal.

A statement is what is given to a method of Anki's database, or to a function of ours for its parameter `sql`. It must
be a literal, or a name that only literals are bound to.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Union

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    *(path for path in sorted((ROOT / "plugin").rglob("*.py")) if "_vendor" not in path.parts),
    *sorted((ROOT / "tools").rglob("*.py")),
]

RUNNERS = {"all", "execute", "list", "scalar", "first", "executemany", "executescript"}
BACKEND_RUNNERS = {"db_query", "db_execute_many", "db_command"}
PARAMETER = "sql"

Function = Union[ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda]


def takers_of_sql(trees: Sequence[ast.Module]) -> dict[str, int]:
    """The functions that take a statement, with the position of the parameter; `self` does not count."""
    found = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                names = [one.arg for one in (*node.args.posonlyargs, *node.args.args) if one.arg != "self"]
                if PARAMETER in names:
                    found[node.name] = names.index(PARAMETER)
    return found


class Checker:
    """Finds the statements of a file that are no literals.

    Args:
        tree: the file
        takers: functions that take a statement, and at which position
    """

    def __init__(self, tree: ast.Module, takers: Mapping[str, int]) -> None:
        self._tree = tree
        self._takers = takers
        self._assigned: dict[ast.AST, ast.expr | None] = {
            target: node.value
            for node in ast.walk(tree)
            if isinstance(node, (ast.Assign, ast.AnnAssign))
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        }
        self._scope_of: dict[ast.AST, list[ast.AST]] = {}
        self._note_scopes(tree, [tree])

    def _note_scopes(self, node: ast.AST, scopes: list[ast.AST]) -> None:
        self._scope_of[node] = scopes
        inner = [node, *scopes] if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)) else scopes
        for child in ast.iter_child_nodes(node):
            self._note_scopes(child, inner)

    def offences(self) -> Iterator[str]:
        """One line for each statement that is not written down."""
        called = {id(node.func) for node in ast.walk(self._tree) if isinstance(node, ast.Call)}
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call):
                for statement in self._statements(node):
                    if not self._is_literal(statement, self._scope_of[node]):
                        yield f"{node.lineno}: {ast.unparse(statement)}"
            elif isinstance(node, ast.Attribute) and id(node) not in called and self._is_runner(node):
                yield f"{node.lineno}: {ast.unparse(node)} is given away"

    def _statements(self, call: ast.Call) -> Iterator[ast.expr]:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        position = 0 if self._is_runner(call.func) else self._takers.get(name)
        if position is None:
            return
        if any(isinstance(one, ast.Starred) for one in call.args[: position + 1]):
            yield call
        elif position < len(call.args):
            yield call.args[position]
        yield from (one.value for one in call.keywords if one.arg in (PARAMETER, None))

    @staticmethod
    def _is_runner(function: ast.expr) -> bool:
        if not isinstance(function, ast.Attribute):
            return False
        receiver = ast.unparse(function.value).rpartition(".")[2].lower()
        of_database = any(word in receiver for word in ("db", "database", "connection", "cursor", "sqlite"))
        return function.attr in BACKEND_RUNNERS or (function.attr in RUNNERS and of_database)

    def _is_literal(self, node: ast.expr, scopes: Sequence[ast.AST]) -> bool:
        if isinstance(node, ast.Constant):
            return isinstance(node.value, str)
        if isinstance(node, ast.IfExp):
            return self._is_literal(node.body, scopes) and self._is_literal(node.orelse, scopes)
        return isinstance(node, ast.Name) and self._is_bound_to_literals(node.id, scopes)

    def _is_bound_to_literals(self, name: str, scopes: Sequence[ast.AST]) -> bool:
        for place, scope in enumerate(scopes):
            parameters = _parameters(scope)
            if name in parameters:
                return name == PARAMETER  # whoever calls it is looked at
            bindings = list(self._bindings(name, scope))
            if bindings:
                return all(one is not None and self._is_literal(one, scopes[place:]) for one in bindings)
        return False

    def _bindings(self, name: str, scope: ast.AST) -> Iterator[ast.expr | None]:
        """What is bound to the name in a scope; None for what is no plain assignment, such as a loop."""
        for node in ast.walk(scope):
            stores = isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
            if stores and self._scope_of[node][0] is scope:
                yield self._assigned.get(node)


def _parameters(scope: ast.AST) -> set[str]:
    if not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        return set()
    every = scope.args
    several = [one for one in (every.vararg, every.kwarg) if one is not None]
    return {one.arg for one in (*every.posonlyargs, *every.args, *every.kwonlyargs, *several)}


def offences_in(source: str) -> list[str]:
    tree = ast.parse(source)
    return list(Checker(tree, {"rows": 1, **takers_of_sql([tree])}).offences())


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
TAKERS = takers_of_sql(list(TREES.values()))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_statement_is_a_literal(path: Path) -> None:
    assert list(Checker(TREES[path], TAKERS).offences()) == []


def test_the_functions_that_take_statements_are_known() -> None:
    assert TAKERS["rows"] == 1


@pytest.mark.parametrize(
    "planted",
    [
        "col.db.all(f'select {name} from notes')",
        "col.db.execute('delete from notes where id = %d' % nid)",
        "col.db.execute('delete from notes where id = {}'.format(nid))",
        "col.db.list('select id from notes where id = ' + str(nid))",
        "col.db.scalar('select ' + 'id')",
        "col.db.first(''.join(parts))",
        "col.db.executemany(statement, rows)",
        "col.db.all(sql=f'{x}')",
        "col.db.all(*parts)",
        "col.db.all(**parts)",
        "self._db(col).all(f'select {name}')",
        "db.transact(lambda: db.executemany(f'insert into {table}', rows))",
        "connection.execute('a' + b)",
        "col._backend.db_query(f'{x}', [], False)",
        "rows(col, f'select {x}', ids)",
        "lookups.rows(col, 'select ' + x, ids)",
        "rows(col, sql=QUERIES[kind], ids=ids)",
        "SQL = 'select ' + name\ncol.db.all(SQL)",
        "SQL = 'select id'\nSQL = f'{SQL} from {x}'\ncol.db.all(SQL)",
        "SQL = 'select id'\nSQL += x\ncol.db.all(SQL)",
        "SQL: str = f'{x}'\ncol.db.all(SQL)",
        "for SQL in statements:\n    col.db.all(SQL)",
        "A, SQL = pair\ncol.db.all(SQL)",
        "if (SQL := f'{x}'):\n    col.db.all(SQL)",
        "with x as SQL:\n    col.db.all(SQL)",
        "SQL = 'good'\ndef f(SQL):\n    col.db.all(SQL)",
        "def f(where):\n    sql = f'select {where}'\n    return rows(col, sql, [])",
        "def f(col, query):\n    return col.db.all(query)",
        "def find(col, sql):\n    return col.db.all(sql)\nfind(col, f'select {x}')",
        "class A:\n    def find(self, sql):\n        return self.db.all(sql)\nA().find('a' % 1)",
        "run = col.db.execute\nrun(f'{x}')",
        "col.db.all('a' if x else f'{y}')",
        "col.db.all(2)",
    ],
)
def test_a_statement_that_is_put_together_is_found(planted: str) -> None:
    assert offences_in(planted)


@pytest.mark.parametrize(
    "allowed",
    [
        "col.db.all('select id from notes where id = ?', f'{nid}')",
        "col.db.all('select id' ' from notes', '%d' % nid, 'a' + b)",
        "SQL = 'select id'\ncol.db.all(SQL)",
        "SQL: str = 'select id'\ndef f():\n    return rows(col, SQL, ids)",
        "def f():\n    sql = 'select id'\n    return rows(col, sql, ids)",
        "def f(new):\n    sql = 'select 1' if new else 'select 2'\n    return col.db.scalar(sql)",
        "if new:\n    SQL = 'a'\nelse:\n    SQL = 'b'\ncol.db.all(SQL)",
        "def find(col, sql, *more):\n    return col.db.all(sql, *more)\nfind(col, 'select 1', f'{x}')",
        "col.tags.all()",
        "name.first(f'{x}')",
        "found.list(a + b)",
        "'{}'.format(x)",
    ],
)
def test_a_statement_that_is_written_down_is_allowed(allowed: str) -> None:
    assert offences_in(allowed) == []
