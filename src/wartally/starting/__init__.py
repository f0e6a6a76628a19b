"""Starting a package about another subject: the same tables and rules, but for what is about this war."""
