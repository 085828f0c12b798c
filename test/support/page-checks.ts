/**
 * What every page, of voters and of roles, must be: valid HTML, typeset as French is, without inline script or style, with one main title. Names
 * from dossiers go through the same checks, since pages typeset them.
 */
import { HtmlValidate } from 'html-validate';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Void elements are written as HTML writes them, without a slash, and long titles are the reader's.
    'void-style': ['error', { style: 'omit' }],
    'long-title': 'off',
    'no-trailing-whitespace': 'off',
    'no-inline-style': 'error',
    // The phone number in the footer is one target: spaces in it are no-break ones.
    'tel-non-breaking': 'off',
    // A role's password may be kept by its holder's password manager; a voter's secret is kept by nobody.
    'autocomplete-password': 'off',
    // Ticks of one question share its name.
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'submit'] }],
  },
});

/** What a person reads: no markup, no code, entities as characters. */
export function readable(html: string): string {
  return html
    .replace(/<(style|script|pre|code|title)[\s>][\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', '\u00a0')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"');
}

const typography: Readonly<Record<string, RegExp>> = {
  'a sign without its space': /.{0,20}[^\s\u00a0\u202f][;!?»](?![\w/]).{0,10}/gu,
  'a colon without its space': /.{0,20}[^\s\u00a0\u202f\d\w]:(?!\/\/).{0,10}/gu,
  'a space that may break': /.{0,20}[^\s] [;:!?%»] .{0,10}/gu,
  'a guillemet that may be left alone': /.{0,20}« .{0,10}/gu,
  'a straight apostrophe': /.{0,20}\p{L}'\p{L}.{0,10}/gu,
  'three dots': /.{0,20}\.\.\..{0,10}/gu,
};

/** Everything wrong with a page; empty for a good one. */
export async function problemsOf(html: string): Promise<string[]> {
  const report = await validator.validateString(html);
  const invalid = report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`),
  );
  const text = readable(html);
  const typeset = Object.entries(typography).flatMap(([name, rule]) =>
    (text.match(rule) ?? []).map((found) => `${name}: ${found}`),
  );
  const inline = / style=|<style|<script(?![^>]* src=)| on[a-z]+=/.test(html)
    ? ['inline script or style']
    : [];
  const titles = (html.match(/<h1[ >]/g) ?? []).length === 1 ? [] : ['not one main title'];
  return [...invalid, ...typeset, ...inline, ...titles];
}
