// Popover menus open below their buttons and stay within the window.

const GAP = 6

export function watchMenus(root, signal) {
  root.addEventListener("beforetoggle", ({ target, newState }) => {
    if (newState !== "open" || !target.matches(".menu")) return
    const button = root.querySelector(`[popovertarget="${target.id}"]`).getBoundingClientRect()
    target.style.insetBlockStart = `${Math.round(button.bottom + GAP)}px`
    const fromEnd = innerWidth - button.right
    if (button.left + 320 > innerWidth) Object.assign(target.style, { insetInlineStart: "auto", insetInlineEnd: `${Math.max(8, Math.round(fromEnd))}px` })
    else Object.assign(target.style, { insetInlineStart: `${Math.round(button.left)}px`, insetInlineEnd: "auto" })
  }, { capture: true, signal })
  root.addEventListener("click", ({ target }) => { target.closest(".menu a")?.closest(".menu").hidePopover() }, { signal })
}
