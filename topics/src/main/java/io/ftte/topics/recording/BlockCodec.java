package io.ftte.topics.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.apache.avro.file.BZip2Codec;
import org.apache.avro.file.Codec;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DeflateCodec;
import org.apache.avro.file.XZCodec;
import org.apache.avro.file.ZstandardCodec;
import org.xerial.snappy.Snappy;

/** How the blocks of a container are compressed, as its header names it. */
interface BlockCodec {
    /** Of what was compressed by this. */
    ByteBuffer decompress(byte[] block) throws IOException;

    /**
     * @throws IOException one line, where nobody here knows it
     */
    static BlockCodec named(String name) throws IOException {
        return switch (name) {
            case "null" -> ByteBuffer::wrap;
            case "snappy" -> BlockCodec::snappy;
            case "deflate" -> of(new DeflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
            case "bzip2" -> of(new BZip2Codec());
            case "xz" -> of(new XZCodec(CodecFactory.DEFAULT_XZ_LEVEL));
            case "zstandard" ->
                    of(new ZstandardCodec(CodecFactory.DEFAULT_ZSTANDARD_LEVEL, false, false));
            default -> throw new IOException("Unrecognized codec: " + name);
        };
    }

    private static BlockCodec of(Codec codec) {
        return block -> codec.decompress(ByteBuffer.wrap(block));
    }

    /** Avro's own has no way in; behind the block stands the CRC-32 of its content. */
    private static ByteBuffer snappy(byte[] block) throws IOException {
        int length = block.length - Integer.BYTES;
        if (length < 0) {
            throw new IOException("a block has no checksum");
        }
        byte[] content = new byte[Snappy.uncompressedLength(block, 0, length)];
        Snappy.uncompress(block, 0, length, content, 0);
        CRC32 crc = new CRC32();
        crc.update(content);
        if ((int) crc.getValue() != ByteBuffer.wrap(block).getInt(length)) {
            throw new IOException("a block does not have its checksum");
        }
        return ByteBuffer.wrap(content);
    }
}
