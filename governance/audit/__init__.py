"""Who changed and who read what: where it is kept, how it is found by the pageful, and how it is said.

`sources`: the tables. `sentences`: the words, in one table. `listing`: finding and paging. `changes`: one change.
"""
