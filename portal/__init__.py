"""The help portal: articles, search, the wizard, tickets and the people behind them."""
