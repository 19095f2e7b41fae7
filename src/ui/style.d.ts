/** The build turns a style sheet into a module whose default is its minified text. */
declare module "*.css" {
  const text: string;
  export default text;
}
