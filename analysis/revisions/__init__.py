"""What an outlet changed in a text after publishing it, and when it is worth looking again."""
