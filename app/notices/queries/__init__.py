"""Who has been told, the page for all employees, and the links that open it."""
