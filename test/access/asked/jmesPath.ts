type Expression = (data: unknown) => unknown;

/**
 * The part of JMESPath that the script uses: paths, `list[].{…}`, `{name: …}` and `contains([…], …)`.
 * https://jmespath.org/specification.html
 */
export function jmesPath(query: string): Expression {
  const words = query.match(/'[^']*'|\w+|\[\]|[{}:,.()[\]]/g) ?? [];
  const whole = expression();
  if (words.length > 0) throw new Error(`not JMESPath here: ${words.join(' ')}`);
  return whole;

  function take(...expected: readonly string[]): string {
    const word = words.shift() ?? '';
    if (expected.length > 0 && !expected.includes(word))
      throw new Error(`${word} in place of ${expected.join(' or ')}`);
    return word;
  }

  function expression(): Expression {
    let value = first();
    while (words[0] === '.' || words[0] === '[]') {
      const before = value;
      if (take() === '.') {
        const inner = first();
        value = data => (before(data) === null ? null : inner(before(data)));
        continue;
      }
      const each = words[0] === '.' ? ofEach() : (data: unknown) => data;
      value = data => {
        const list = before(data);
        return Array.isArray(list) ? list.map(each) : null;
      };
    }
    return value;
  }

  function ofEach(): Expression {
    take('.');
    return first();
  }

  function first(): Expression {
    if (words[0] === '{') return object();
    const word = take();
    if (word === 'contains') return contains();
    if (word.startsWith("'")) return () => word.slice(1, -1);
    return data => new Map(Object.entries(Object(data))).get(word) ?? null;
  }

  function object(): Expression {
    const fields: (readonly [string, Expression])[] = [];
    while (take('{', ',', '}') !== '}') {
      const name = take();
      take(':');
      fields.push([name, expression()]);
    }
    return data => Object.fromEntries(fields.map(([name, value]) => [name, value(data)]));
  }

  function contains(): Expression {
    const list: Expression[] = [];
    take('(');
    while (take('[', ',', ']') !== ']') list.push(first());
    take(',');
    const value = expression();
    take(')');
    return data => list.some(each => each(data) === value(data));
  }
}
