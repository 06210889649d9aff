"""The benchmark of the product itself: quality, peers and the web server, as one page of tables."""
