"""The actions on windows, a class for each part of Anki's program."""
