"""The evaluation of cases: what is kept of each, indicators, leagues, appeals, reports."""
