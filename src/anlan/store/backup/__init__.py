"""Everything an installation keeps, in one file, and back from it into either kind of database."""
