/* Numbers as learners type them. */

/** A raised number as one in the line: ⁻² is -2. */
const inLine = (raised) => raised.normalize("NFKC").replaceAll("\u2212", "-");

/** The value of 1/4, -34:5, ½ or 6¾; undefined for what is no fraction. */
function readFraction(plain) {
  const mixed = /^([+-]?)(\d*)([\u00bc-\u00be\u2150-\u215e])$/.exec(plain);
  if (mixed) {
    const [above, below] = mixed[3].normalize("NFKC").split("\u2044");
    return (mixed[1] === "-" ? -1 : 1) * (Number(mixed[2]) + Number(above) / Number(below));
  }
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+))\s*[/\u2044\u00f7:]\s*([+-]?(?:\d+\.?\d*|\.\d+))$/.exec(plain);
  return parts ? Number(parts[1]) / Number(parts[2]) : undefined;
}

/** A number, also in units of the last decimal asked for, or a sentence that says what is wrong with it. A shorter
    number is taken as if zeros followed; `given` is how many decimals were typed.
    @param {string} text
    @param {number} decimals
    @returns {any} */
export function readNumber(text, decimals) {
  const plain = text
    .replace(/[\uff0b-\uff19]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)) // of East Asia
    .replace(/[\u200b-\u200f\u2060]/g, "") // invisible signs that come along when text is copied
    .trim()
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/^([+-])\s+/, "$1")
    .replace(",", ".")
    .replace(
      /\s*[·⋅×*x]\s*10(?:\^|\*\*)?([-+\u207a\u207b\u00b2\u00b3\u00b9\u2070-\u2079\d]+)$/i,
      (_, power) => `e${inLine(power)}`,
    );
  const shown = text.trim().length > 40 ? `${text.trim().slice(0, 40)}…` : text.trim();
  const several = /^[+-]?[\d.,]+\s*[,;]?\s+[+-]?[\d.,]+/.test(text.trim());
  if (several) return { refusal: `is “${shown}”; expected one number in this field.` };
  const wrong = { refusal: `is “${shown}”; expected a number like −0.25.` };
  const quotient = readFraction(plain);
  if (quotient !== undefined) {
    if (!Number.isFinite(quotient)) return { refusal: `is “${shown}”, which has 0 below the line; expected a number.` };
    const units = quotient * 10 ** decimals;
    const exact = Math.abs(units - Math.round(units)) < 1e-6;
    return { value: quotient, units: Math.round(units), given: Infinity, exact };
  }
  const parts = /^[+-]?(?:\d+\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i.exec(plain);
  if (!parts || !Number.isFinite(Number(plain))) return wrong;
  const given = Math.max(0, (parts[1] ?? parts[2]).length - Number(parts[3] ?? 0));
  const units = Math.round(Number(plain) * 10 ** decimals);
  return { value: Number(plain), units, given, exact: Math.abs(Number(plain) * 10 ** decimals - units) < 1e-6 };
}
