"""The tables: fields, indexes, named queries, predicates. `models` is their one door."""
