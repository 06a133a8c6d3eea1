"""Types that every stage shares: source, document, diagnostic, result."""
