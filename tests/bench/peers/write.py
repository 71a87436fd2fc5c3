"""Writes so many workbooks with the rows of a CSV, numbers and days as what they are.

Usage: write.py CSV FOLDER COPIES
"""
import csv
import datetime
import os
import sys

import xlsxwriter


def main(path, folder, copies):
    with open(path, newline="") as file:
        titles, *rows = csv.reader(file)
    days = [titles.index(title) for title in ["Day", "Until"]]
    numbers = [titles.index(title) for title in ["Count", "Amount"]]
    for row in rows:
        for column in days:
            row[column] = datetime.date.fromisoformat(row[column])
        for column in numbers:
            row[column] = float(row[column])
    for n in range(int(copies)):
        # With constant memory, texts are written where they stand, which is the quickest that the library has.
        book = xlsxwriter.Workbook(os.path.join(folder, f"{n}.xlsx"), {"constant_memory": True})
        sheet = book.add_worksheet("Items")
        title, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, titles, title)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif isinstance(value, float):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_datetime(number, column, value, day)
        book.close()


main(*sys.argv[1:])
