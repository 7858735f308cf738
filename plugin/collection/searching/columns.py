"""The Browser's columns, by which searches are sorted."""

from __future__ import annotations

from anki.collection import BrowserColumns, Collection

from ...errors import ColumnInvalid, ColumnUnsortable


def sortable_column(col: Collection, column_id: object, *, of_notes: bool) -> BrowserColumns.Column:
    """The column of that key; raises ColumnInvalid, or ColumnUnsortable.

    Args:
        col: the collection
        column_id: its key, as it was sent
        of_notes: whether notes are sorted, not cards
    """
    column = next((one for one in col.all_browser_columns() if one.key == column_id), None)
    if column is None:
        raise ColumnInvalid(column_id)
    sorting = column.sorting_notes if of_notes else column.sorting_cards
    if sorting == BrowserColumns.SORTING_NONE:
        raise ColumnUnsortable(column.key)
    return column
