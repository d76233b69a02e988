// Tells every open list of reviews, in this tab and in others, that a review came or changed.

const channel = new BroadcastChannel("galley-reviews")

export const tellTabs = sessionId => channel.postMessage(sessionId)
