"""Link records of several sources to the places they speak of."""
