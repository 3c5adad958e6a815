// Prints one of the program's own tables as Markdown, for the pages that describe them: print_output_tables NAME
//   NAME: summary | cells | matrices | options
// tests/pipeline/output_pages.py puts the tables into the pages, and is the test that they are there.
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/cells/cell_columns.h"
#include "pipeline/configuration/configuration.h"
#include "pipeline/results/summary_row.h"

namespace {

using namespace herald;

// Text of a table's cell: a bar would end it, and stars would make it bold.
std::string cellText(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '|' || letter == '*') escaped += '\\';
    escaped += letter;
  }
  return escaped;
}

void printRow(const std::vector<std::string>& cells) {
  for (const std::string& cell : cells) fmt::print("| {} ", cell);
  fmt::print("|\n");
}

void printHead(const std::vector<std::string>& cells) {
  printRow(cells);
  printRow(std::vector<std::string>(cells.size(), "---"));
}

void printColumn(std::string_view place, const ColumnText& column) {
  printRow({fmt::format("`{}{}`", place, column.name), std::string(column.unit), cellText(column.meaning)});
}

// A path in result.json, as its own table names the field.
std::string resultField(std::string_view path) {
  std::string field(path);
  std::replace(field.begin(), field.end(), '/', '.');
  return field;
}

void printSummary() {
  printHead({"column", "unit", "meaning", "in `result.json`"});
  for (const SummaryColumn& column : kSummaryColumns)
    printRow({fmt::format("`{}`", column.name), std::string(column.unit), cellText(column.meaning),
              fmt::format("`{}`", resultField(column.result_path))});
}

void printCells() {
  printHead({"column", "unit", "meaning"});
  for (const ColumnText& column : kStainingColumns) printColumn("", column);
  printColumn("", kWidthColumn);
  for (const ColumnText& column : kCellColumns) printColumn("", column);
  for (const ColumnText& column : kPlaceColumns) printColumn("", column);
}

void printMatrices() {
  printHead({"matrix", "unit", "meaning"});
  for (const ColumnText& matrix : kCellMatrices) printColumn("obsm/", matrix);
}

void printOptions() {
  const Configuration defaults;
  std::string section;
  for (const Option& option : configurationOptions()) {
    const std::string its_section = option.key.substr(0, option.key.find('.'));
    if (its_section != section) {
      fmt::print("{}## {}\n\n", section.empty() ? "" : "\n", its_section);
      printHead({"option", "meaning", "range", "unit", "default", "origin of the default"});
      section = its_section;
    }
    printRow({fmt::format("`{}`", option.key), cellText(option.meaning), cellText(option.range), cellText(option.unit),
              fmt::format("`{}`", tomlText(option.get(defaults))), cellText(option.origin)});
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view name = argc == 2 ? argv[1] : "";
  try {
    if (name == "summary") return printSummary(), 0;
    if (name == "cells") return printCells(), 0;
    if (name == "matrices") return printMatrices(), 0;
    if (name == "options") return printOptions(), 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  std::cerr << "usage: print_output_tables cells|matrices|options\n";
  return 2;
}
