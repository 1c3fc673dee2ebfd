/**
 * The words by which a model's aggregation settings choose among functions. On the wire they are
 * strings, so that a later release can add one; whoever meets a word that it does not know refuses
 * the settings.
 */
package io.ftte.schemas.settings;
