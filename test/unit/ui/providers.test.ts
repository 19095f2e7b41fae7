// @vitest-environment jsdom
import { describe, expect, test } from "vitest";
import { providerOf } from "../../../src/ui/placeholder/providers.js";

/** Addresses of embed code, in the forms that providers hand out; made to wait by `data-src` in place of `src`. */
const EMBEDS: Readonly<Record<string, readonly [name: unknown, ...addresses: string[]]>> = {
  youtube: [
    "YouTube",
    "https://www.youtube.com/embed/M7lc1UVf-VE?si=a",
    "https://www.youtube-nocookie.com/embed/M7lc1UVf-VE",
  ],
  vimeo: ["Vimeo", "https://player.vimeo.com/video/76979871?h=8272103f6e"],
  "google-maps": [
    "Google Maps",
    "https://www.google.com/maps/embed?pb=!1m18",
    "https://www.google.com/maps/d/embed?mid=1",
    "https://maps.google.com/maps?q=salon&output=embed",
  ],
  openstreetmap: ["OpenStreetMap", "https://www.openstreetmap.org/export/embed.html?bbox=1%2C2"],
  instagram: ["Instagram", "https://www.instagram.com/p/BsOGulcndj-/embed/"],
  x: ["X", "https://platform.twitter.com/embed/Tweet.html?id=20", "https://platform.x.com/embed/Tweet.html?id=20"],
  tiktok: ["TikTok", "https://www.tiktok.com/embed/v2/6718335390845095173", "https://www.tiktok.com/player/v1/1"],
  "yandex-maps": [
    { en: "Yandex Maps", ru: "Яндекс Карты" },
    "https://yandex.ru/map-widget/v1/?um=constructor%3A1",
    "https://yandex.com/map-widget/v1/org/1/",
    "https://yandex.ru/maps/org/salon/1/reviews/",
  ],
  "vk-video": [
    { en: "VK Video", ru: "VK Видео" },
    "https://vkvideo.ru/video_ext.php?oid=-1&id=2&hd=2",
    "https://vk.com/video_ext.php?oid=-1&id=2&hash=3",
  ],
  rutube: ["RUTUBE", "https://rutube.ru/play/embed/c6cc4d620b1d4338901770a44b3e82f4/"],
  dzen: [{ en: "Dzen", ru: "Дзен" }, "https://dzen.ru/embed/vgXxYZ?from_block=partner"],
};
const frame = (markup: string): HTMLElement => {
  const { body } = new DOMParser().parseFromString(markup, "text/html");
  return body.firstElementChild as HTMLElement;
};

describe("[D2] who provides a frame that waits", () => {
  test.each(Object.entries(EMBEDS))("%s: is known by the address of its embed code", (_, [name, ...addresses]) => {
    for (const address of addresses)
      expect(
        providerOf(frame(`<iframe width="560" height="315" data-category="media" data-src="${address}"></iframe>`)),
        address,
      ).toEqual({ name, host: new URL(address).host });
  });

  test.each(Object.entries(EMBEDS))("%s: is known by its one name, whatever the address", (service, [name]) => {
    const markup = `<iframe data-category="media" data-service="${service}" data-src="https://own.example/1"></iframe>`;
    expect(providerOf(frame(markup))).toEqual({ name, host: "own.example" });
  });

  test("is the host alone where it is none of them, also one whose name only begins or ends like theirs", () => {
    for (const host of ["notyoutube.com", "youtube.com.example", "video.example"])
      expect(providerOf(frame(`<iframe data-category="media" data-src="https://${host}/embed/1"></iframe>`))).toEqual({
        name: "",
        host,
      });
    expect(
      providerOf(frame(`<iframe data-category="media" data-src="https://www.google.com/search"></iframe>`)),
    ).toEqual({
      name: "",
      host: "www.google.com",
    });
    expect(providerOf(frame(`<iframe data-category="media" data-src="http://"></iframe>`))).toEqual({
      name: "",
      host: "",
    });
  });
});
