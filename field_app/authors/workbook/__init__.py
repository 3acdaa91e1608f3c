"""A procedure as an Excel workbook, in the columns of XLSForm and some of its own."""
