/**
 * Every place where a cookie that this page sees can be: host-only or for each parent domain, and each prefix of the path, with
 * and without a slash at its end, partitioned and not, as the attribute part of a cookie string. Without a list of public
 * suffixes: a browser refuses what is not allowed.
 */
export const variantsOf = ({ hostname, pathname }: { hostname: string; pathname: string }): string[] => {
  const labels = hostname.split(".");
  const domains = ["", ...labels.map((_, index) => `;Domain=${labels.slice(index).join(".")}`)];
  // The empty path at the start stands for the page's own directory, and doubles do no harm.
  const parts = pathname.split("/");
  // Below its own path the page sees nothing, so there it looks for nothing.
  const paths = parts
    .map((_, index) => parts.slice(0, index + 1).join("/"))
    .flatMap((path) => (path === pathname ? path : [path, `${path}/`]));
  return domains.flatMap((domain) =>
    paths.flatMap((path) => [`${domain};Path=${path}`, `${domain};Path=${path};Partitioned`]),
  );
};
