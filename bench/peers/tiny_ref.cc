// The yardstick of tiny_mlp: a hand-written training step (forward, backward, Adam) of 2-16-16-1 tanh, mean squared
// error, batch 64, without allocation. g++ -O3 -march=native -ffast-math tiny_ref.cc [-DRATIONAL]
// Without RATIONAL the tanh is libmvec's; with it a 13/6 rational, which is faster.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

constexpr int kBatch = 64;

static inline float activation(float x) {
#ifdef RATIONAL  // coefficients of Eigen's tanh, clamped at ±7.9
  x = std::min(7.9f, std::max(-7.9f, x));
  float x2 = x * x;
  float p = x * (4.89352455891786e-03f +
                 x2 * (6.37261928875436e-04f +
                       x2 * (1.48572235717979e-05f +
                             x2 * (5.12229709037114e-08f +
                                   x2 * (-8.60467152213735e-11f +
                                         x2 * (2.00018790482477e-13f + x2 * -2.76076847742355e-16f))))));
  float q = 4.89352518554385e-03f +
            x2 * (2.26843463243900e-03f + x2 * (1.18534705686654e-04f + x2 * 1.19825839466702e-06f));
  return p / q;
#else
  return std::tanh(x);
#endif
}

template <int In, int Out, bool Activated>
struct Layer {  // activations are [feature][batch]
  alignas(32) float w[Out][In], b[Out], gw[Out][In], gb[Out], mw[Out][In]{}, vw[Out][In]{}, mb[Out]{}, vb[Out]{};
  alignas(32) float y[Out][kBatch], dy[Out][kBatch];

  void forward(const float (*x)[kBatch]) {
    for (int o = 0; o < Out; ++o) {
      float sum[kBatch];
      for (int k = 0; k < kBatch; ++k) sum[k] = b[o];
      for (int i = 0; i < In; ++i)
        for (int k = 0; k < kBatch; ++k) sum[k] += w[o][i] * x[i][k];
      for (int k = 0; k < kBatch; ++k) y[o][k] = Activated ? activation(sum[k]) : sum[k];
    }
  }

  void backward(const float (*x)[kBatch], float (*dx)[kBatch]) {
    for (int o = 0; o < Out; ++o) {
      if (Activated)
        for (int k = 0; k < kBatch; ++k) dy[o][k] *= 1 - y[o][k] * y[o][k];
      float s = 0;
      for (int k = 0; k < kBatch; ++k) s += dy[o][k];
      gb[o] = s;
      for (int i = 0; i < In; ++i) {
        float t = 0;
        for (int k = 0; k < kBatch; ++k) t += dy[o][k] * x[i][k];
        gw[o][i] = t;
      }
    }
    if (dx)
      for (int i = 0; i < In; ++i) {
        float sum[kBatch] = {};
        for (int o = 0; o < Out; ++o)
          for (int k = 0; k < kBatch; ++k) sum[k] += w[o][i] * dy[o][k];
        for (int k = 0; k < kBatch; ++k) dx[i][k] = sum[k];
      }
  }

  static void update(float* p, const float* g, float* m, float* v, int n, float rate, float correction) {
    for (int i = 0; i < n; ++i) {
      m[i] = 0.9f * m[i] + 0.1f * g[i];
      v[i] = 0.999f * v[i] + 0.001f * g[i] * g[i];
      p[i] -= rate * m[i] / (std::sqrt(v[i] * correction) + 1e-8f);
    }
  }
  void adam(float rate, float correction) {
    update(&w[0][0], &gw[0][0], &mw[0][0], &vw[0][0], Out * In, rate, correction);
    update(b, gb, mb, vb, Out, rate, correction);
  }
};

int main() {
  static Layer<2, 16, true> l1;
  static Layer<16, 16, true> l2;
  static Layer<16, 1, false> l3;
  static float x[2][kBatch], target[kBatch];
  std::mt19937 generator(0);
  std::normal_distribution<float> normal;
  auto initialize = [&](auto& layer, float scale) {
    for (auto& row : layer.w)
      for (auto& value : row) value = normal(generator) * scale;
    for (auto& value : layer.b) value = 0;
  };
  initialize(l1, .6f);
  initialize(l2, .2f);
  initialize(l3, .2f);
  for (int k = 0; k < kBatch; ++k) {
    x[0][k] = normal(generator);
    x[1][k] = normal(generator);
    target[k] = x[0][k] * x[1][k];
  }
  double b1 = 1, b2 = 1;
  float loss = 0, first = 0;
  auto step = [&] {
    l1.forward(x);
    l2.forward(l1.y);
    l3.forward(l2.y);
    loss = 0;
    for (int k = 0; k < kBatch; ++k) {
      float d = l3.y[0][k] - target[k];
      loss += d * d;
      l3.dy[0][k] = d * (2.f / kBatch);
    }
    loss /= kBatch;
    l3.backward(l2.y, l2.dy);
    l2.backward(l1.y, l1.dy);
    l1.backward(x, nullptr);
    b1 *= 0.9;
    b2 *= 0.999;
    float rate = 1e-3 / (1 - b1), correction = 1 / (1 - b2);
    l1.adam(rate, correction);
    l2.adam(rate, correction);
    l3.adam(rate, correction);
  };
  step();
  first = loss;
  std::vector<double> times;
  const int n = 20000;
  for (int i = 0; i < 2000; ++i) step();
  for (int block = 0; block < 7; ++block) {
    auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < n; ++i) step();
    times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / n);
  }
  std::sort(times.begin(), times.end());
#ifdef RATIONAL
  const char* name = "tiny_ref-rational";
#else
  const char* name = "tiny_ref";
#endif
  std::printf("{\"workload\":\"tiny_mlp\",\"framework\":\"%s\",\"threads\":1,\"metric\":\"train_step\",\"value\":%.3f,"
              "\"unit\":\"us\",\"min\":%.3f,\"first_loss\":%.4f,\"loss\":%.5f}\n",
              name, times[3] * 1e6, times[0] * 1e6, first, loss);
}
