"""Getting data from the web: nothing is downloaded unless somebody asks for it.

`catalogue` and `urls` say what there is to get, `fetch` gets it, `make` makes a data set of it.
"""
