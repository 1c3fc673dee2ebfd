/**
 * The books of private models: how often each device took part, what that cost it, and what the
 * noise of a version is made from. What it costs and how noise is drawn, {@link
 * io.ftte.aggregation.privacy.PrivacyRule} and its package say.
 */
package io.ftte.control.privacy;
