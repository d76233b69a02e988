// Popover menus open below their buttons and stay within the window.

const GAP = 6
const WIDTH = 320 // pixels that a menu may need

export function watchMenus(root, signal) {
  root.addEventListener("beforetoggle", ({ target, newState }) => {
    if (newState === "open" && target.matches(".menu")) place(target)
  }, { capture: true, signal })
  addEventListener("resize", () => { for (const menu of root.querySelectorAll(".menu:popover-open")) place(menu) }, { signal })
  root.addEventListener("click", ({ target }) => { target.closest(".menu a")?.closest(".menu").hidePopover() }, { signal })

  function place(menu) {
    const button = root.querySelector(`[popovertarget="${menu.id}"]`).getBoundingClientRect()
    const isFarRight = button.left + WIDTH > innerWidth
    Object.assign(menu.style, {
      insetBlockStart: `${Math.round(button.bottom + GAP)}px`,
      insetInlineStart: isFarRight ? "auto" : `${Math.round(button.left)}px`,
      insetInlineEnd: isFarRight ? `${Math.max(8, Math.round(innerWidth - button.right))}px` : "auto",
    })
  }
}
