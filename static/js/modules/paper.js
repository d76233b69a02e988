// Draws pages: draw(page, width) gives { picture, shape }, shape being width by height.

const VENDOR = new URL("../../vendor/pdfjs/", import.meta.url)

export async function openPaper(format, path, signal) {
  return format === "pdf" ? openPdf(`${path}/file`, signal) : { draw: page => picture(`${path}/pages/${page}`), close() {} }
}

// pdf.js is loaded when somebody wants to see pages, and never before.
async function openPdf(url, signal) {
  const pdfjs = await import(new URL("pdf.min.mjs", VENDOR))
  pdfjs.GlobalWorkerOptions.workerSrc = new URL("pdf.worker.min.mjs", VENDOR).href
  const loading = pdfjs.getDocument({
    url, isEvalSupported: false, useWasm: false, enableXfa: false, stopAtErrors: false, cMapPacked: true,
    cMapUrl: new URL("cmaps/", VENDOR).href, standardFontDataUrl: new URL("standard_fonts/", VENDOR).href,
    wasmUrl: new URL("wasm/", VENDOR).href,
  })
  signal.addEventListener("abort", () => loading.destroy())
  const file = await loading.promise
  return { draw: (page, width) => drawn(file, page, width), close: () => loading.destroy() }
}

async function drawn(file, number, width) {
  const page = await file.getPage(number)
  const plain = page.getViewport({ scale: 1 })
  const viewport = page.getViewport({ scale: (width / plain.width) * Math.min(devicePixelRatio, 2) })
  const picture = document.createElement("canvas")
  picture.setAttribute("role", "img")
  Object.assign(picture, { width: Math.round(viewport.width), height: Math.round(viewport.height) })
  await page.render({ canvas: picture, canvasContext: picture.getContext("2d"), viewport }).promise
  return { picture, shape: plain.width / plain.height }
}

function picture(url) {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve({ picture: image, shape: image.naturalWidth / image.naturalHeight })
    image.onerror = () => reject(new Error("The picture could not be loaded."))
    image.src = url
  })
}
