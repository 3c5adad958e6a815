// write_cohort FOLDER SLIDES CELLS [SEED]: a folder of results as `herald score` leaves it, of so many made-up slides
// of so many cells each, and FOLDER/readers.csv with three readers (tests/support/synthetic_cohort.h). Two slides in
// ten are of one case. For benchmarks of the commands that need no slide; 700 bytes of disk a cell, twice that for a
// moment.
#include <cstdlib>
#include <iostream>

#include "tests/support/cohort_folder.h"

int main(int argc, char** argv) {
  if (argc < 4 || argc > 5) {
    std::cerr << "usage: write_cohort FOLDER SLIDES CELLS [SEED]\n";
    return 2;
  }
  herald::synthetic::CohortOptions options;
  options.cells = std::atoll(argv[3]);
  if (argc == 5) options.seed = std::strtoull(argv[4], nullptr, 10);
  herald::synthetic::writeCohort(argv[1], std::strtoull(argv[2], nullptr, 10), options);
}
