package io.ftte.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.utils.SecurityUtils;

/** The table of rights in docs/security.md as ACLs, where each part is the user of its name. */
final class DocumentedRights {
    private static final Path DOCUMENT = Path.of("..", "docs", "security.md");

    private DocumentedRights() {}

    static List<AclBinding> all() throws IOException {
        String text = Files.readString(DOCUMENT);
        return text.substring(
                        text.indexOf("<!-- rights:begin -->"), text.indexOf("<!-- rights:end -->"))
                .lines()
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .flatMap(DocumentedRights::row)
                .toList();
    }

    /** {@code | part | kind | `name` or `beginning*` | operation, operation |}. */
    private static Stream<AclBinding> row(String line) {
        String[] cells = line.replace("`", "").split("\\s*\\|\\s*");
        String name = cells[3];
        ResourcePattern resource =
                new ResourcePattern(
                        SecurityUtils.resourceType(cells[2]),
                        name.replace("*", ""),
                        name.endsWith("*") ? PatternType.PREFIXED : PatternType.LITERAL);
        return Stream.of(cells[4].split(",\\s*"))
                .map(
                        operation ->
                                new AclBinding(
                                        resource,
                                        new AccessControlEntry(
                                                "User:" + cells[1],
                                                "*",
                                                SecurityUtils.operation(operation),
                                                AclPermissionType.ALLOW)));
    }
}
