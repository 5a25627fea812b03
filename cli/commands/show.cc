// ansatz show: what is inside of a model file.
#include <memory>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "ansatz/model.h"

namespace ansatz::cli {

Command show_command() {
  return {.name = "show",
          .summary = "Shows a model: its five elements, layers and shapes",
          .details = "example:\n"
                     "  ansatz show houses.onnx\n",
          .add = [](CLI::App& app) -> std::function<int()> {
            auto path = std::make_shared<std::string>();
            add_argument(app, "MODEL", *path, "a model file that fit wrote (.onnx)");
            return [path] {
              std::string text = Model::load(*path).summary();
              if (text.empty() || text.back() != '\n') text += '\n';
              write_output(text);
              return 0;
            };
          }};
}

}  // namespace ansatz::cli
