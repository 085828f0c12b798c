// The part of EJS that is used; the package ships no types.
declare module 'ejs' {
  interface Options {
    filename: string;
    views: string[];
    strict: boolean;
    localsName: string;
  }
  const ejs: { compile: (template: string, options: Options) => (view: object) => string };
  // eslint-disable-next-line no-restricted-syntax -- this is how the package exports itself
  export default ejs;
}
