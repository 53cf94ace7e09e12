"""All SQL: the tables, the engine, and one file of queries per noun."""
