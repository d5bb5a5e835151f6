/* In a notebook's frame: the page that this script's own element has packed takes the place of what stands there, a
 * sentence. Where a browser cannot unpack it (from before 2023), that stays. */
{
  const bytes = Uint8Array.from(atob(document.currentScript.dataset.page), (each) => each.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  new Response(unpacked).text().then((page) => {
    document.open();
    document.write(page);
    document.close();
  });
}
