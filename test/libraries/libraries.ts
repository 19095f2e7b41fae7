/** A library from npm that writes cookies, used as its documentation says, and the cookies that it says it writes. */
export type Library = {
  /** Its name in the npm registry. */
  readonly name: string;
  /** Its own build for browsers, under its folder. */
  readonly build: string;
  /** Markup that loads the build from `/library.js` and starts it; whatever it sends goes to `/ingest`. */
  readonly markup: string;
  /** Cookies that it keeps, by name or pattern. */
  readonly cookies: readonly string[];
  /** Cookies that it only writes and deletes again, to find out whether cookies work and for which domain. */
  readonly probes?: readonly string[];
  /** Those of `cookies` that it still tries to write where none of them can be. @default all */
  readonly tried?: readonly string[];
  /** Expression that is true when the library has started and says itself that it keeps its state in cookies. */
  readonly works: string;
};

const classic = (start: string): string => `<script src="/library.js"></script><script>${start}</script>`;

/** Keys and identifiers are invented. `salon.localhost` is the site's domain, its page is on `www`. */
export const libraries: readonly Library[] = [
  {
    name: "js-cookie",
    build: "dist/js.cookie.min.js",
    markup: classic(`
      Cookies.set("colour", "red and blue", { expires: 30, sameSite: "Lax" });
      Cookies.set("size", "XL", { expires: new Date(Date.now() + 9e8), domain: "salon.localhost" });`),
    cookies: ["colour", "size"],
    works: `Cookies.get("colour") === "red and blue" && Cookies.get("size") === "XL"`,
  },
  {
    name: "universal-cookie",
    build: "umd/universalCookie.min.js",
    markup: classic(`
      window.jar = new UniversalCookie(null, { path: "/" });
      jar.set("basket", { items: [1, 2] }, { maxAge: 604800, sameSite: "lax" });
      jar.set("language", "ru", { expires: new Date(Date.now() + 3e10) });`),
    cookies: ["basket", "language"],
    works: `jar.get("basket")?.items.length === 2 && jar.get("language") === "ru"`,
  },
  {
    name: "mixpanel-browser",
    build: "dist/mixpanel.umd.js",
    markup: classic(
      `mixpanel.init("a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6", { api_host: "/ingest", track_pageview: true });`,
    ),
    // The test cookie has the name of the real one.
    cookies: ["mp_*_mixpanel"],
    probes: ["__mp_opt_in_out_*"],
    works: `mixpanel.get_config("persistence") === "cookie" && !mixpanel.persistence.disabled &&
      document.cookie.includes(encodeURIComponent(mixpanel.get_distinct_id()))`,
  },
  {
    name: "posthog-js",
    build: "dist/module.mjs",
    markup: `<script type="module">
      import posthog from "/library.js";
      window.posthog = posthog;
      posthog.init("phc_invented", { api_host: "/ingest", persistence: "cookie", opt_out_useragent_filter: true,
        disable_external_dependency_loading: true });
    </script>`,
    cookies: ["ph_*_posthog"],
    probes: ["__ph_cookie_support_*", "dmn_chk_*"],
    works: `posthog.config.persistence === "cookie" && document.cookie.includes(posthog.get_distinct_id())`,
  },
  {
    name: "@amplitude/analytics-browser",
    build: "lib/scripts/amplitude-min.umd.js",
    markup: classic(`amplitude.init("a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6", { serverUrl: "/ingest" });`),
    cookies: ["AMP_a1b2c3d4e5", "AMP_MKTG_*"],
    probes: ["AMP_TEST", "AMP_TLDTEST"],
    works: `document.cookie.split("AMP_a1b2c3d4e5=")[1] && decodeURIComponent(atob(
      document.cookie.split("AMP_a1b2c3d4e5=")[1].split(";")[0])).includes(amplitude.getDeviceId())`,
  },
  {
    name: "@snowplow/browser-tracker",
    build: "dist/index.umd.min.js",
    markup: classic(`
      const { newTracker, trackPageView } = snowplowBrowserTracking;
      window.tracker = newTracker("sp", location.origin + "/ingest", { appId: "salon", discoverRootDomain: true });
      trackPageView();`),
    cookies: ["_sp_id.*", "_sp_ses.*"],
    probes: ["_sp_root_domain_test_*"],
    works: `document.cookie.includes(tracker.getDomainUserId())`,
  },
  {
    name: "@microsoft/applicationinsights-web",
    build: "browser/es5/ai.3.gbl.min.js",
    // It would fetch its settings from a server of its maker.
    markup: classic(`
      window.insights = new Microsoft.ApplicationInsights.ApplicationInsights({ config: {
        connectionString: "InstrumentationKey=00000000-0000-4000-8000-000000000000;IngestionEndpoint=" + location.origin + "/ingest",
        extensionConfig: { AppInsightsCfgSyncPlugin: { cfgUrl: "" } } } });
      insights.loadAppInsights();
      insights.trackPageView();`),
    cookies: ["ai_user", "ai_session"],
    works: `insights.getCookieMgr().isEnabled() && document.cookie.includes(insights.context.user.id)`,
  },
  {
    name: "@datadog/browser-rum",
    build: "bundle/datadog-rum.js",
    markup: classic(`DD_RUM.init({ applicationId: "00000000-0000-4000-8000-000000000000", clientToken: "pub_invented",
      site: "datadoghq.com", proxy: "/ingest", sessionSampleRate: 100, sessionReplaySampleRate: 0 });`),
    cookies: ["_dd_s*"],
    probes: ["dd_cookie_test_*"],
    works: `document.cookie.includes(DD_RUM.getInternalContext()?.session_id)`,
  },
  {
    name: "ahoy.js",
    build: "dist/ahoy.min.js",
    markup: classic(`ahoy.configure({ visitsUrl: "/ingest/visits", eventsUrl: "/ingest/events" });`),
    cookies: ["ahoy_visit", "ahoy_visitor"],
    probes: ["ahoy_track"],
    tried: ["ahoy_visit"],
    works: `document.cookie.includes(ahoy.getVisitId()) && document.cookie.includes(ahoy.getVisitorId())`,
  },
];
