import type { Text } from "../../model/category.js";

/** Who is behind a frame. */
export type Provider = {
  /** As visitors know it; empty where only the host is known. */
  readonly name: Text;
  /** Host, with its port if it has one, that the frame's address asks. */
  readonly host: string;
};

/** Key for `data-service`, name, and the beginnings of the addresses (host without `www.`, path) of its embed code. */
const PROVIDERS: readonly (readonly [service: string, name: Text, ...addresses: string[]])[] = [
  ["youtube", "YouTube", "youtube.com/", "youtube-nocookie.com/"],
  ["vimeo", "Vimeo", "player.vimeo.com/"],
  ["google-maps", "Google Maps", "google.com/maps", "maps.google.com/"],
  ["openstreetmap", "OpenStreetMap", "openstreetmap.org/"],
  ["instagram", "Instagram", "instagram.com/"],
  ["x", "X", "platform.x.com/", "platform.twitter.com/"],
  ["tiktok", "TikTok", "tiktok.com/"],
  ["yandex-maps", { en: "Yandex Maps", ru: "Яндекс Карты" }, "yandex.ru/map", "yandex.com/map", "api-maps.yandex.ru/"],
  ["vk-video", { en: "VK Video", ru: "VK Видео" }, "vkvideo.ru/", "vk.com/video_ext.php"],
  ["rutube", "RUTUBE", "rutube.ru/"],
  ["dzen", { en: "Dzen", ru: "Дзен" }, "dzen.ru/"],
];

/**
 * Who provides what a waiting frame will show: what `data-service` says, a key of the list or a name as it is, else
 * what its address tells, else the host alone.
 */
export const providerOf = ({ dataset: { service, src = "" } }: HTMLElement): Provider => {
  let host = "";
  let address = "";
  try {
    const url = new URL(src, document.baseURI);
    host = url.host;
    address = host.replace(/^www\./, "") + url.pathname;
  } catch {
    // No address: nothing will load either.
  }
  const known = PROVIDERS.find(([key, , ...addresses]) =>
    service ? key === service : addresses.some((start) => address.startsWith(start)),
  );
  return { name: known?.[1] ?? service ?? "", host };
};
