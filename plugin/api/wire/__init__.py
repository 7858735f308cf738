"""The shapes of what goes over the wire, as types, by category; tools/reference makes the schemas from them.

A member that may be missing is in a class of its own with total=False, which the whole type is made of. What describes
a member stands in the docstring of the class that adds it. Nothing here is evaluated at run time.
"""
