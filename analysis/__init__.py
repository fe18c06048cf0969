"""Reading: pure functions on text. No files but the packaged codebooks, no database."""
