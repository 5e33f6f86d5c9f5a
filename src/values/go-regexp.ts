/**
 * Compiles patterns of allow-, deny- and opt-in lists. They are ECMAScript patterns as the reference's library takes them
 * (github.com/dlclark/regexp2 in ECMAScript mode; RE2 for opt-in lists), which has a few forms more than JavaScript:
 * leading flags `(?i)`, comments `(?#…)`, and `\A`, `\z`, `\Z` for the ends of the text. Throws SyntaxError.
 */
export function compilePattern(text: string): RegExp {
  const [, leading = '', rest = text] = /^\(\?([ims]+)\)(.*)$/s.exec(text) ?? [];
  return new RegExp(translate(rest), leading);
}

/** Goes over escapes and classes as wholes, so that only what stands for itself is replaced. */
function translate(text: string): string {
  return text.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?#[^)]*\)/gs, (part) => {
    if (part.startsWith('(?#')) return '';
    if (part === '\\A') return '^';
    return part === '\\Z' || part === '\\z' ? '$' : part;
  });
}
