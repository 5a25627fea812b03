// Pictures as files.
#include "ansatz/figure.h"
#include "base/fail.h"
#include "base/files.h"
#include "base/programs.h"

namespace ansatz {

std::string picture_svg(const Picture& picture) {
  if (const Chart* chart = std::get_if<Chart>(&picture)) return chart_svg(*chart);
  return std::get<std::string>(picture);
}

void save_picture(const std::filesystem::path& path, const Picture& picture) {
  const std::string svg = picture_svg(picture);
  if (path.extension() != ".png") return write_file(path, svg);
  const auto png = run_program({"rsvg-convert", "--zoom", "2", "--format", "png"}, svg);
  if (!png) fail("{}: PNG needs the program rsvg-convert (Debian: librsvg2-bin); a name that ends in .svg does not", path.string());
  write_file(path, *png);
}

}  // namespace ansatz
