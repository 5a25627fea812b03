// Pictures.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ansatz/chart.h"
#include "ansatz/fit.h"
#include "ansatz/pieces.h"

namespace ansatz {

struct LearningCurveOptions {
  std::string title;   ///< above the picture; by default "Learning curve"
  int kept_epoch = 0;  ///< the epoch whose parameters the model has, which is marked; 0: the last best one
  std::string unit;    ///< what the validation metric counts, such as the target's name; may be empty
};

/// The learning curve as an SVG picture, readable on light and dark pages: the training loss (left axis) and the validation
/// metric (right axis) over the epochs, the epoch that was kept marked. An axis is logarithmic when its values span more than two
/// decades; values that are not finite are left out. An empty history gives an empty frame.
std::string learning_curve_svg(const std::vector<Progress>& history, const LearningCurveOptions& options = {});

/// The same as a file, which is replaced at once or not at all. Throws `Error` when it can't be written.
void save_learning_curve(const std::filesystem::path& path, const std::vector<Progress>& history,
                         const LearningCurveOptions& options = {});

/// A chart, or a picture of another kind as SVG text.
using Picture = std::variant<Chart, std::string>;

/// The picture as SVG text. Throws `Error` as `chart_svg` does.
std::string picture_svg(const Picture& picture);

/// Writes the picture as a file, which is replaced at once or not at all: PNG when the name ends in .png, at twice the
/// picture's size in pixels, else SVG. Throws `Error` when it can't be written, or when a PNG is asked for and the program
/// rsvg-convert is missing.
void save_picture(const std::filesystem::path& path, const Picture& picture);

/// A network as a diagram: columns, units in layers, every weight on its edge, biases below their units; layers that follow
/// each other without an activation between them are one. Throws `Error` for a network that has other than linear layers
/// and activations, or more than 64 units or 400 weights.
std::string diagram_svg(const Model& model);

/// What the model predicts (of classes the probability of the last one) over one numeric column, as a curve, or over two,
/// as a surface; by default over all that it reads. The other columns are held at their medians or most frequent levels.
/// `data`, when given, shows its rows and sets the ranges; else they are as `linear_pieces` says. Throws `Error` for other
/// columns.
Chart fitted_function_chart(const Model& model, std::vector<std::string> columns, const Table* data = nullptr);

/// Pieces of one input as a bent line, of two as polygons.
Picture pieces_picture(const LinearPieces& pieces);

enum class Language { english, chinese };

/// The words of a picture, each written down in all languages where it is used.
class Words {
 public:
  explicit Words(Language language) : language_(language) {}
  std::string operator()(std::string_view english, std::string_view chinese) const {
    return std::string(language_ == Language::english ? english : chinese);
  }

 private:
  Language language_;
};

/// A confusion matrix as an SVG picture: a row a true class, a column a predicted one, shaded by the share of its row, with
/// the counts where they have room. `title`: above the picture. Throws `Error` when there are no classes.
std::string confusion_svg(const ConfusionMatrix& matrix, const std::string& title);

/// A picture that the program can draw by itself.
struct Figure {
  std::string summary;                        ///< what it shows, in one line
  std::function<Picture(const Words&)> draw;  ///< some train networks first, which takes seconds
};

/// The figure of that name, with options where it has some: "activations", "overfitting:seed=3". Throws `Error` with the
/// nearest name of a figure or an option.
Figure figure_named(const std::string& text);

/// What `figure_named` knows, in the alphabet's order.
std::vector<std::string> figure_names();

}  // namespace ansatz
