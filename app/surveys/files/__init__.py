"""What suppliers of wellbeing surveys send, read without a database: a file in, figures or Danish reasons out."""
