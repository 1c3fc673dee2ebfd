/**
 * Models as {@code .safetensors} files, the form in which PyTorch and others exchange them: eight
 * bytes of header length, a JSON header that says where each tensor lies, and the tensors' bytes.
 * Start with {@link io.ftte.schemas.safetensors.SafetensorsFile} for the format and {@link
 * io.ftte.schemas.safetensors.SafetensorsModel} for what a registration makes of it.
 */
package io.ftte.schemas.safetensors;
