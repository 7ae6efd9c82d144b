#include "builder/words.h"

namespace tcpless::builder {
namespace {

// A line each, behind the letter of the family.
constexpr std::string_view words_of_families =
#define JOIN(name, words) "a" words "\n"
#define LOCK(name, words) "b" words "\n"
#define SET_OPERATION(name, words) "c" words "\n"
#define OR_ACTION(name, words) "d" words "\n"
#define MERGE_WHEN(name, words) "e" words "\n"
#define OPERATOR(name, words) "f" words "\n"
#define FUNCTION(name, words) "g" words "\n"
#define DIRECTION(name, words) "h" words "\n"
#define NULLS(name, words) "i" words "\n"
#define COMMAND(name, words) "j" words "\n"
#include "bindings/query.def"
    ;

// Where the lines of each family begin.
struct FamilyStarts {
  uint16_t of[10] = {};

  consteval FamilyStarts() {
    char family = 0;
    for (size_t at = 0; at < words_of_families.size(); at = words_of_families.find('\n', at) + 1) {
      if (words_of_families[at] != family) of[words_of_families[at] - 'a'] = static_cast<uint16_t>(at);
      family = words_of_families[at];
    }
  }
};
constexpr FamilyStarts family_starts;

// A line each.
constexpr std::string_view binary_operators =
    "\n||\n?|\n|\n=\n==\n!=\n<>\n>\n>=\n<\n<=\nin\nnot in\nis\nis not\nlike\nnot like\nmatch\nilike\nnot ilike\n@>\n<@"
    "\n^@\n&&\n?\n?&\n!<\n!>\n<=>\n!~\n~\n~*\n!~*\n@@\n@@@\n!!\n<->\nregexp\nis distinct from\nis not distinct from\n+"
    "\n-\n*\n/\n%\n^\n&\n#\n<<\n>>\n";
constexpr std::string_view unary_operators = "\nexists\nnot exists\nnot\n-\n";

constexpr std::string_view data_types =
    "\nbigint\nbigserial\nbinary\nblob\nboolean\nbytea\nchar\ndate\ndatemultirange\ndaterange\ndatetime\ndatetime2"
    "\ndecimal\ndouble "
    "precision\nfloat4\nfloat8\nint2\nint4\nint4multirange\nint4range\nint8\nint8multirange\nint8range"
    "\ninteger\njson\njsonb\nnumeric\nnummultirange\nnumrange\nreal\nserial\nsmallint\ntext\ntime\ntimestamp"
    "\ntimestamptz\ntimetz\ntsmultirange\ntsrange\ntstzmultirange\ntstzrange\nuuid\nvarbinary\nvarchar\n";

// Those of them that take a length, and those that take digits and a scale.
constexpr std::string_view types_with_length =
    "\nvarchar\nchar\nbinary\ndatetime\ntime\ntimetz\ntimestamp\ntimestamptz\ndatetime2\nvarbinary\n";
constexpr std::string_view types_with_scale = "\ndecimal\nnumeric\n";

// Operators that PostgreSQL alone has, or may have from its users, and those that each dialect has not beside them.
constexpr std::string_view postgres_operators =
    "\n?|\nilike\nnot ilike\n@>\n<@\n^@\n?\n?&\n!<\n!>\n!~\n~\n~*\n!~*\n@@\n@@@\n!!\n<->\n#\nbetween symmetric\n";
constexpr std::string_view missing_operators[] = {
    "\nmatch\nregexp\n",
    "\n==\nmatch\nis distinct from\nis not distinct from\n",
    "\n&&\n<=>\n^\n",
};

constexpr std::string_view mysql_casts =
    "\nbinary\nchar\ndate\ndatetime\ndecimal\ndouble precision\njson\nreal\ntime\n";

bool is_in(std::string_view list, std::string_view word) {
  if (word.empty() || word.find('\n') != std::string_view::npos) return false;
  for (size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    if (list[at - 1] == '\n' && list[at + word.size()] == '\n') return true;
  }
  return false;
}

// Takes digits off the front; false when there are none.
bool take_digits(std::string_view& text) {
  const size_t end = text.find_first_not_of("0123456789");
  if (end == 0 || text.empty()) return false;
  text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  return true;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

std::string_view listed_word(Family family, std::string_view text) {
  if (text.size() != 1 || text[0] < first_character || text[0] >= ' ') return {};
  const char letter = static_cast<char>(family);
  std::string_view rest = words_of_families.substr(family_starts.of[letter - 'a']);
  for (char place = text[0]; !rest.empty() && rest[0] == letter; --place) {
    const size_t end = rest.find('\n');
    if (place == first_character) return rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
  }
  return {};
}

std::string_view word(Family family, std::string_view text) {
  const std::string_view listed = listed_word(family, text);
  return listed.data() == nullptr ? text : listed;
}

bool is_binary_operator(std::string_view text) { return is_in(binary_operators, text); }

bool is_unary_operator(std::string_view text) { return is_in(unary_operators, text); }

bool is_data_type(std::string_view text) {
  const size_t parenthesis = text.find('(');
  if (parenthesis == std::string_view::npos) return is_in(data_types, text);
  const std::string_view name = text.substr(0, parenthesis);
  std::string_view rest = text.substr(parenthesis + 1);
  if (!take_digits(rest)) return false;
  if (is_in(types_with_scale, name) && (!take(rest, ", ") || !take_digits(rest))) return false;
  return rest == ")" && (is_in(types_with_length, name) || is_in(types_with_scale, name));
}

bool lacks_operator(QueryDialect dialect, std::string_view text) {
  return is_in(missing_operators[static_cast<uint32_t>(dialect)], text) ||
         (dialect != QueryDialect::postgres && is_in(postgres_operators, text));
}

bool is_mysql_cast(std::string_view type) { return is_in(mysql_casts, type.substr(0, type.find('('))); }

bool is_literal(std::string_view text) {
  constexpr std::string_view words = "\nnull\ntrue\nfalse\nNaN\nInfinity\n-Infinity\n";
  if (is_in(words, text)) return true;
  take(text, "-");
  if (!take_digits(text)) return false;
  if (take(text, ".") && !take_digits(text)) return false;
  if (take(text, "e")) {
    if (!take(text, "+")) take(text, "-");
    if (!take_digits(text)) return false;
  }
  return text.empty();
}

bool is_plain_word(std::string_view text) {
  for (const char c : text) {
    const char lower = static_cast<char>(c | 0x20);
    if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') && c != ' ' && c != '_') return false;
  }
  return !text.empty();
}

}  // namespace tcpless::builder
