#include "ops/elementwise.h"

#include "ansatz/operations.h"
#include "array/convert.h"
#include "base/fail.h"
#include "ops/formula_headers.inc"

namespace ansatz {
namespace {

// Compile-time views of a formula struct.
template <class F>
concept Differentiable = requires(Array a) {
  F::template gradient<Array>(a, a, a);
} || requires(Array a) {
  F::template gradient<Array>(a, a, a, a);
} || requires(Array a) {
  F::template gradient<Array>(a, a, a, a, a);
};

template <class F>
constexpr formula::Interval tested_interval() {
  if constexpr (requires { F::tested; })
    return F::tested;
  else
    return {-4, 4};
}

enum FormulaNumber : int {
#define ANSATZ_FORMULA(Struct, function, arity) number_of_##function,
#include "ops/formulas.inc"
#undef ANSATZ_FORMULA
  number_of_formulas
};

const char* const names[] = {
#define ANSATZ_FORMULA(Struct, function, arity) #function,
#include "ops/formulas.inc"
#undef ANSATZ_FORMULA
};

template <class F, int number>
Type infer(std::span<const Array> inputs, const Attributes&) {
  Type type{inputs[0].shape(), inputs[F::arity - 1].dtype()};
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    Shape common;
    if (!broadcast(type.shape, inputs[i].shape(), common)) {
      std::string shapes;
      for (const Array& input : inputs) shapes += (shapes.empty() ? "" : " and ") + to_string(input.shape());
      fail("{}: the shapes {} do not fit together (extents must be equal or 1, aligned at the last dimension)",
           names[number], shapes);
    }
    type.shape = common;
  }
  if (F::result == formula::Result::boolean) type.dtype = DType::boolean;
  return type;
}

template <class F>
std::vector<Array> gradient(const Array& y, std::span<const Array> x, const Attributes&, const Array& dy) {
  std::vector<Array> result;
  if constexpr (Differentiable<F>) {
    if constexpr (F::arity == 1) {
      result.push_back(F::template gradient<Array>(x[0], y, dy));
    } else {
      std::array<Array, F::arity> all;
      if constexpr (F::arity == 2) all = F::template gradient<Array>(x[0], x[1], y, dy);
      if constexpr (F::arity == 3) all = F::template gradient<Array>(x[0], x[1], x[2], y, dy);
      for (int i = 0; i < F::arity; ++i)
        result.push_back(i < F::conditions ? no_gradient() : sum_to(all[i], x[i].shape()));
    }
  } else {
    result.assign(F::arity, no_gradient());
  }
  return result;
}

// Walks the elements of the result row-major and keeps each operand's place under broadcasting.
struct Walk {
  Walk() = default;
  Walk(const Operand& operand, const Shape& result) {
    rank = result.rank();
    const int offset = rank - operand.shape->rank();
    std::int64_t step = 1;
    for (int i = rank - 1; i >= 0; --i) {
      const std::int64_t extent = i >= offset ? (*operand.shape)[i - offset] : 1;
      extents[i] = result[i];
      strides[i] = extent == 1 ? 0 : step;
      step *= extent;
    }
  }
  void next() {
    for (int i = rank - 1; i >= 0; --i) {
      place += strides[i];
      if (++index[i] < extents[i]) return;
      place -= strides[i] * extents[i];
      index[i] = 0;
    }
  }
  int rank = 0;
  std::int64_t place = 0;
  std::int64_t extents[Shape::max_rank], strides[Shape::max_rank], index[Shape::max_rank] = {};
};

template <class T>
T load(const Operand& operand, std::int64_t place) {
  if (operand.dtype == DType::boolean) return static_cast<T>(operand.as<bool>()[place]);
  return operand.as<T>()[place];
}

template <class F, class T>
void evaluate_in(const Evaluation& call) {
  if constexpr (!(F::domain == formula::Domain::real && !std::is_floating_point_v<T>)) {
    const std::int64_t size = call.type.shape.size();
    const auto& in = call.inputs;
    Walk walks[F::arity];
    if (size > 1)
      for (int k = 0; k < F::arity; ++k) walks[k] = Walk(in[k], call.type.shape);
    for (std::int64_t i = 0; i < size; ++i) {
      T value;
      if constexpr (F::arity == 1) value = F::template value<T>(load<T>(in[0], walks[0].place));
      if constexpr (F::arity == 2)
        value = F::template value<T>(load<T>(in[0], walks[0].place), load<T>(in[1], walks[1].place));
      if constexpr (F::arity == 3)
        value = F::template value<T>(load<T>(in[0], walks[0].place), load<T>(in[1], walks[1].place),
                                     load<T>(in[2], walks[2].place));
      if (call.type.dtype == DType::boolean)
        static_cast<bool*>(call.output)[i] = value != T{0};
      else
        static_cast<T*>(call.output)[i] = value;
      if (size > 1)
        for (Walk& walk : walks) walk.next();
    }
  }
}

template <class F>
void evaluate(const Evaluation& call) {
  switch (call.inputs.back().dtype) {
    case DType::f32: return evaluate_in<F, float>(call);
    case DType::f64: return evaluate_in<F, double>(call);
    case DType::i32: return evaluate_in<F, std::int32_t>(call);
    case DType::i64: return evaluate_in<F, std::int64_t>(call);
    case DType::u8:
    case DType::boolean: return evaluate_in<F, std::uint8_t>(call);
    case DType::bf16: break;
  }
  fail("bf16 is storage only: cast to f32 to compute");
}

template <class F, int number>
Operation make_operation() {
  return {names[number], Kind::elementwise, infer<F, number>, gradient<F>, evaluate<F>, F::onnx, number};
}

template <class F>
FormulaTraits make_traits() {
  constexpr auto interval = tested_interval<F>();
  return {F::arity,
          F::conditions,
          F::result == formula::Result::boolean,
          F::commutative,
          F::domain == formula::Domain::logical,
          F::domain == formula::Domain::real,
          Differentiable<F>,
          interval.low,
          interval.high};
}

const Operation operations[] = {
#define ANSATZ_FORMULA(Struct, function, arity) make_operation<formula::Struct, number_of_##function>(),
#include "ops/formulas.inc"
#undef ANSATZ_FORMULA
};

const FormulaTraits traits[] = {
#define ANSATZ_FORMULA(Struct, function, arity) make_traits<formula::Struct>(),
#include "ops/formulas.inc"
#undef ANSATZ_FORMULA
};

Array record_formula(int number, std::vector<Array> operands) {
  const FormulaTraits& t = traits[number];
  promote(operands, t.conditions, t.real_only, t.logical);
  return record(operations[number], std::move(operands));
}

}  // namespace

const Operation& formula_operation(int formula) { return operations[formula]; }
int formula_count() { return number_of_formulas; }
const FormulaTraits& formula_traits(int formula) { return traits[formula]; }

void promote(std::vector<Array>& operands, int conditions, bool real_only, bool logical) {
  for (int i = 0; i < conditions; ++i)
    if (operands[i].dtype() != DType::boolean) operands[i] = cast(operands[i], DType::boolean);
  DType common = DType::boolean;
  bool strong = false, weak_real = false, weak_integer = false;
  for (std::size_t i = conditions; i < operands.size(); ++i) {
    const Array& x = operands[i];
    if (x.node()->weak) {
      (is_real(x.dtype()) ? weak_real : weak_integer) = true;
      continue;
    }
    if (x.dtype() == DType::bf16) fail("bf16 is storage only: cast to f32 to compute");
    common = strong ? std::max(common, x.dtype()) : x.dtype();
    strong = true;
  }
  if (!strong) common = weak_real ? DType::f32 : DType::i64;
  if (strong && weak_real && !is_real(common)) common = DType::f32;
  if (strong && weak_integer && common == DType::boolean) common = DType::i64;
  if (real_only && !is_real(common)) common = DType::f32;
  if (logical) common = DType::boolean;
  for (std::size_t i = conditions; i < operands.size(); ++i) {
    Array& x = operands[i];
    if (x.node()->weak)
      x = convert_scalar(x, common);
    else if (x.dtype() != common)
      x = cast(x, common);
  }
}

Array sum_to(const Array& gradient, const Shape& shape) {
  if (gradient.shape() == shape) return gradient;
  const int offset = gradient.rank() - shape.rank();
  std::vector<int> axes;
  for (int i = 0; i < gradient.rank(); ++i)
    if (i < offset || (shape[i - offset] == 1 && gradient.shape()[i] != 1)) axes.push_back(i);
  return reshape(sum(gradient, axes), shape);
}

#define ANSATZ_PARAMETERS_1 const Array& x
#define ANSATZ_PARAMETERS_2 const Array &a, const Array &b
#define ANSATZ_PARAMETERS_3 const Array &a, const Array &b, const Array &c
#define ANSATZ_OPERANDS_1 {x}
#define ANSATZ_OPERANDS_2 {a, b}
#define ANSATZ_OPERANDS_3 {a, b, c}
#define ANSATZ_FORMULA(Struct, function, arity) \
  Array function(ANSATZ_PARAMETERS_##arity) { return record_formula(number_of_##function, ANSATZ_OPERANDS_##arity); }
#include "ops/formulas.inc"
#undef ANSATZ_FORMULA

}  // namespace ansatz
