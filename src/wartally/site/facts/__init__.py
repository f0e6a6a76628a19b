"""What our pages tell, asked of the database: one module per page; plain values for a template. Pure."""
