#include "ansatz/figure.h"
#include "base/files.h"
#include "base/named.h"
#include "base/settings.h"

namespace ansatz {

#define ANSATZ_NAMED(name, maker) Figure maker(Settings& settings);
#include "figures.inc"
#undef ANSATZ_NAMED

namespace {

const std::map<std::string, Figure (*)(Settings&)>& known() {
  static const std::map<std::string, Figure (*)(Settings&)> figures = {
#define ANSATZ_NAMED(name, maker) {#name, maker},
#include "figures.inc"
#undef ANSATZ_NAMED
  };
  return figures;
}

}  // namespace

std::vector<std::string> figure_names() { return names_of(known()); }

void save_figure(const std::filesystem::path& path, const Figure& figure) { write_file(path, figure.draw()); }

Figure figure_named(const std::string& text) {
  Settings settings("figure", text);
  return find_named("figure", known(), settings.name())(settings);
}

}  // namespace ansatz
