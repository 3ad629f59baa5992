"""What the pages of surveys may use."""
