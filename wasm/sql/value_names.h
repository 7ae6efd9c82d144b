// Finds the value of a placeholder that has a name.
#pragma once

#include <string_view>
#include <utility>

#include "base/buffer.h"

namespace tcpless {

// Names of values, found by halving: a statement may have as many as there is room for.
class ValueNames {
 public:
  explicit ValueNames(Arena& arena) : names_(arena), order_(arena) {}

  void add(std::string_view name) {
    order_.push(static_cast<uint32_t>(names_.size()));
    names_.push(name);
  }

  // To be called once, before anything is looked for.
  void sort() {
    size_t size = order_.size();
    for (size_t root = size / 2; root-- > 0;) sift(root, size);
    while (size > 1) {
      std::swap(order_[0], order_[--size]);
      sift(0, size);
    }
  }

  // The index of the value with this name; how many there are when none has it.
  [[nodiscard]] uint32_t find(std::string_view name) const {
    size_t begin = 0;
    size_t end = order_.size();
    while (begin < end) {
      const size_t middle = (begin + end) / 2;
      const uint32_t index = order_[middle];
      const int order = names_[index].compare(name);
      if (order == 0) return index;
      if (order < 0) {
        begin = middle + 1;
      } else {
        end = middle;
      }
    }
    return static_cast<uint32_t>(names_.size());
  }

 private:
  // Makes a heap of what is below `root`, the last name first.
  void sift(size_t root, size_t size) {
    for (size_t child = 2 * root + 1; child < size; root = child, child = 2 * root + 1) {
      if (child + 1 < size && names_[order_[child]] < names_[order_[child + 1]]) ++child;
      if (names_[order_[child]] <= names_[order_[root]]) return;
      std::swap(order_[root], order_[child]);
    }
  }

  Buffer<std::string_view> names_;
  Buffer<uint32_t> order_;
};

}  // namespace tcpless
